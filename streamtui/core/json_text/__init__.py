"""JSON that is still being written: read leniently, outlined, and held against a schema."""
