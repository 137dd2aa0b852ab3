"""Conversations on disk: a store that outlives the program, however that ends."""
