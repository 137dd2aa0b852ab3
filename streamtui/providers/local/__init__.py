"""The small models that run on this machine."""
