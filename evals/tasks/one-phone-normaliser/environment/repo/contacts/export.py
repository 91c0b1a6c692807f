"""Writes contacts as vCards."""


def to_vcard(name, phone, country="+49"):
    """One vCard; national numbers get the country's prefix."""
    digits = ""
    for char in phone.strip():
        if char.isdigit() or (char == "+" and not digits):
            digits += char
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("0"):
        digits = country + digits[1:]
    return f"BEGIN:VCARD\nVERSION:4.0\nFN:{name}\nTEL:{digits}\nEND:VCARD\n"
