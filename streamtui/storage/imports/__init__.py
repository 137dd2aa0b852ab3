"""Conversations that other programs exported, in the form of this one's own. Their files are read, never written."""
