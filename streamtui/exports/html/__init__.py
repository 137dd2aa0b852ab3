"""Kept conversations as one page of HTML: it looks like the screen, loads nothing and runs nothing."""
