"""What every screen has that shows a conversation, whether it goes on or not: the frame, and the wire beside it."""
