"""Sessions: who asks, in what order, and when to stop."""
