"""What a person puts beside their words: files, folders, images and PDFs of this machine, and what they copied."""
