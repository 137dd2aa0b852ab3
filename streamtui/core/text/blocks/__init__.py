"""The block phase of CommonMark, with the tables of GFM: what each line of a text is, whatever the cuts."""
