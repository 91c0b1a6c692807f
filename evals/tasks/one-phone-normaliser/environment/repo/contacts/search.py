"""Finds contacts by a part of their number."""


def find(contacts, query):
    """Names whose number has the query in it, sorted. An empty query finds nobody."""
    wanted = ""
    for char in query.strip():
        if char.isdigit() or (char == "+" and not wanted):
            wanted += char
    if not wanted:
        return []
    return sorted(name for name, phone in contacts.items() if wanted in phone)
