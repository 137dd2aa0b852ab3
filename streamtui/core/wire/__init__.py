"""From the bytes of a response to events, whatever dialect they speak."""
