"""Shifts are pairs of hours, the second one excluded."""


def merge(shifts):
    """Joins shifts that overlap; the result is sorted."""
    merged = []
    for start, end in sorted(shifts):
        if end < start:
            raise ValueError(f"a shift ends before it begins: {start} to {end}")
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def total(shifts):
    """Hours in which anybody is there."""
    return sum(end - start for start, end in merge(shifts))
