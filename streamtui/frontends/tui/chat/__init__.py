"""The chat's own screen and what stands around the conversation."""
