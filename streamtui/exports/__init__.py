"""Kept conversations in the forms in which people and programs take them: pure, for both front-ends."""
