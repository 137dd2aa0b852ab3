"""What a chat is made of: its events, their fold, and what is counted on the way."""
