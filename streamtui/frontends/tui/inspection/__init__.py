"""Function calls as they are looked at: read while they grow, checked, timed. Nothing here knows a screen."""
