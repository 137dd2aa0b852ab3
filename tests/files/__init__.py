"""Tests of the room that makes files."""
