def build_order(targets):
    """All targets, each after what it needs."""
    order = []

    def visit(target):
        if target in order:
            return
        for needed in targets[target]:
            visit(needed)
        order.append(target)

    for target in targets:
        visit(target)
    return order
