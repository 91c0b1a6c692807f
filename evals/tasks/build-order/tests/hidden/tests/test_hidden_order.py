import random

import pytest

from buildorder import build_order


def cycle_of(targets):
    from buildorder import CycleError

    with pytest.raises(CycleError) as caught:
        build_order(targets)
    assert isinstance(caught.value, ValueError)
    return caught.value.cycle


def unknown_in(targets):
    from buildorder import UnknownTarget

    with pytest.raises(UnknownTarget) as caught:
        build_order(targets)
    assert isinstance(caught.value, KeyError)
    return caught.value.args[0]


def test_alphabetical_whenever_there_is_a_choice():
    assert build_order({"c": [], "b": [], "a": []}) == ["a", "b", "c"]
    assert build_order({"a": ["z"], "z": [], "m": []}) == ["m", "z", "a"]
    assert build_order({"x": ["c", "b"], "b": [], "c": [], "a": ["x"]}) == ["b", "c", "x", "a"]
    assert build_order({"b": ["a"], "a": [], "c": ["a"], "aa": ["b"]}) == ["a", "b", "aa", "c"]


def test_the_order_of_what_is_given_does_not_matter():
    pick = random.Random(1)
    names = [f"t{n:02}" for n in range(30)]
    targets = {name: pick.sample(names[:at], min(at, 3)) for at, name in enumerate(names)}
    shuffled = list(targets)
    pick.shuffle(shuffled)
    assert build_order({name: targets[name][::-1] for name in shuffled}) == build_order(targets)


def test_needed_twice():
    assert build_order({"a": ["b", "b"], "b": []}) == ["b", "a"]


def test_cycles():
    assert cycle_of({"c": ["a"], "b": ["c"], "a": ["b"]}) == ["a", "b", "c"]
    assert cycle_of({"a": ["c"], "c": ["b"], "b": ["a"]}) == ["a", "c", "b"]
    assert cycle_of({"x": ["x"]}) == ["x"]


def test_who_only_needs_a_cycle_is_no_part_of_it():
    assert cycle_of({"a": ["m"], "m": ["n"], "n": ["m"], "b": ["a"], "free": []}) == ["m", "n"]
    assert cycle_of({"a": ["z"], "z": ["y"], "y": ["z", "free"], "free": []}) == ["y", "z"]


def test_unknown_targets():
    assert unknown_in({"a": ["b"], "c": ["zz", "aa"]}) == "aa"
    assert unknown_in({"a": ["a"], "c": ["gone"]}) == "gone"


def test_what_is_given_stays_as_it_is():
    targets = {"b": ["a", "a"], "a": []}
    build_order(targets)
    assert targets == {"b": ["a", "a"], "a": []}


def test_a_long_chain():
    chain = {f"{n:05}": [f"{n - 1:05}"] if n else [] for n in reversed(range(50_000))}
    assert build_order(chain) == sorted(chain)
    chain["00000"] = ["49999"]
    assert len(cycle_of(chain)) == 50_000
