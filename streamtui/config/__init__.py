"""Settings, profiles and paths."""
