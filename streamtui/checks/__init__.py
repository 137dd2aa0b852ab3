"""Is this server's streaming what the API reference says, and what clients rely on? One small rule a behaviour."""
