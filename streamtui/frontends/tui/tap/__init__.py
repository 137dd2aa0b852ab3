"""What another program sends and gets, on the screen."""
