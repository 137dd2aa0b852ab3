"""The Responses API: what its events say."""
