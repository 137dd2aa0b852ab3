"""A chat that can be run back and forth: all of it follows from the list of its events."""
