"""What every screen is built of: rows, lists, the prompt, keys."""
