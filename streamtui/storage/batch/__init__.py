"""The files of a batch: prompts to read, replies and their results to keep."""
