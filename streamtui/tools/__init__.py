"""Function tools a model may call."""
