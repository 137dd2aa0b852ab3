"""Streamed Markdown to settled blocks to wrapped rows. Pure: knows no screen."""
