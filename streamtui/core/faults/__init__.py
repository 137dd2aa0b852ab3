"""What went wrong, whose fault it is, and the sentence that says so."""
