"""The streams of an `openai` client in whatever program, recorded as they pass its HTTP transport."""
