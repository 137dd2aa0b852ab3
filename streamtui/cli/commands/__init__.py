"""The commands, one to a module: its options, and how it is run. What is heavy is imported where it is used."""
