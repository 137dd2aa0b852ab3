"""Chunks of the chat-completions stream, as every server means them."""
