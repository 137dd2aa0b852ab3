"""One double of each port, typed against it: `mypy` fails where a double falls behind."""
