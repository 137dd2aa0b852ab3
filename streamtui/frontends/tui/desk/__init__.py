"""What the person talks to, without a screen: the connection, the turns, the conversation."""
