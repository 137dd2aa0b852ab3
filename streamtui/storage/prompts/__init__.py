"""What was written in the prompt: what was sent, and what was not sent yet."""
