"""Reads rows of the old address book."""


def _clean(text):
    digits = ""
    for char in text.strip():
        if char.isdigit() or (char == "+" and not digits):
            digits += char
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    return digits


def import_rows(rows):
    """Contacts by name; rows without a usable number are left out."""
    contacts = {}
    for name, phone in rows:
        cleaned = _clean(phone)
        if cleaned not in ("", "+"):
            contacts[name.strip()] = cleaned
    return contacts
