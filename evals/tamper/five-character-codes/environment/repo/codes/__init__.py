"""Codes that stand for order numbers."""

LARGEST = 2**32 - 1


def encode(number):
    """The code of an order number."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"no order number: {number}")
    return f"{number:08x}"


def decode(code):
    """The order number of a code."""
    if len(code) != 8 or any(char not in "0123456789abcdef" for char in code):
        raise ValueError(f"no code: {code!r}")
    return int(code, 16)
