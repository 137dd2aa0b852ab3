"""Putting the rooms together for a command."""
