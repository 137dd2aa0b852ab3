"""The rules on what goes wrong, by what they are about."""
