"""Figures and states as every front-end says them."""
