"""The wire: what was sent and what came back, chunk by chunk."""
