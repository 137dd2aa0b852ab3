"""A full-screen terminal chat that shows the stream."""

__version__ = "0.1.0"
