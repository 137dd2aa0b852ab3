"""What the objects of a stream say, one folder for each API."""
