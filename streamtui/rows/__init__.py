"""Styled text as rows of terminal cells, for whatever draws such rows."""
