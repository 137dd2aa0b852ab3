"""What is copied, beside what the terminal gets."""
