"""What the person is asked before something is sent: over the budget, with a key from elsewhere, without any."""
