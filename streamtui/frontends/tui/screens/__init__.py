"""Screens: one module and one stylesheet each."""
