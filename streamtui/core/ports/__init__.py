"""The borders between the rooms, sorted by who speaks to whom."""
