def render(template, values):
    """Fills in the values by name."""
    text = template
    for name, value in values.items():
        for opening, closing in (("{{{", "}}}"), ("{{", "}}")):
            text = text.replace(f"{opening} {name} {closing}", str(value))
            text = text.replace(f"{opening}{name}{closing}", str(value))
    return text
