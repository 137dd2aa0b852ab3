"""Several models on one message: who races, the race itself, what is kept of it."""
