"""The terminal itself: taken, asked, read and written to. Knows nothing of what is shown there."""
