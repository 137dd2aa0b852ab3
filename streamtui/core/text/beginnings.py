"""What two texts have in common at their beginnings."""

from __future__ import annotations


def common_beginning(one: str, other: str) -> int:
    """How many characters are the same from the first on; by halves, as comparing slices is quick.

    >>> common_beginning("one two", "one too")
    5
    """
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
