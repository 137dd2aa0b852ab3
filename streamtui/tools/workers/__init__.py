"""Processes that tools run in, so that nothing that a tool does reaches the program."""
