"""The chat pane: one widget that draws a whole conversation line by line, at a cost that does not grow with it."""
