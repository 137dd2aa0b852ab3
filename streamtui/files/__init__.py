"""The one room that makes, replaces and removes files: for their owner alone, and nothing of others."""
