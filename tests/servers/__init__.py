"""Loopback servers that speak to the real SDK as real ones do, well or badly."""
