"""Replies, calls and retries told to OpenTelemetry, by its conventions for generative AI."""
