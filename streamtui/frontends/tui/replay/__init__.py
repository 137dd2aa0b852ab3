"""A chat that is over, or goes on elsewhere, shown as it was at an instant, and played."""
