"""A reverse proxy that shows what a program sends and gets: an engine in a process of its own, and its reader."""
