"""What the screen says, decided without a screen: pure functions from the state of a chat to rows of styled text."""
