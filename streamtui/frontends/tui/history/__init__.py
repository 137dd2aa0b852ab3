"""The conversations that are kept, on the screen."""
