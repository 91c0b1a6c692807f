from buildorder import build_order


def test_needs_come_first():
    assert build_order({"app": ["lib"], "lib": ["base"], "base": []}) == ["base", "lib", "app"]


def test_nothing():
    assert build_order({}) == []


def test_a_diamond():
    order = build_order({"d": ["b", "c"], "b": ["a"], "c": ["a"], "a": []})
    assert order.index("a") == 0 and order.index("d") == 3
