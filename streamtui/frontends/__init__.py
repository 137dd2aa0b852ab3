"""The faces of the program."""
