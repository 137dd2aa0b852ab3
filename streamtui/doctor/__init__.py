"""What there is on this machine: the program, what it stands on, and the terminal."""
