"""The program in a browser: for every page a process of its own."""
