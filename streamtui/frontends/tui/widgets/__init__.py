"""Widgets: each draws one value."""
