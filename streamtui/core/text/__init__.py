"""Text as it grows: pieces, counts, code in it, and what is safe to show of it."""
