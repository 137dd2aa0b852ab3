"""Without a screen: text on stdout, everything else on stderr."""
