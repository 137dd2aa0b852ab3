"""Code that speaks to servers: the only package that knows the SDK."""
