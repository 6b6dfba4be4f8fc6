"""The chain and the tree: any change shows, and a path proves what it says and nothing else."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from domain.chain import EMPTY, Step, climb, leaf, link, linked, path, root

DIGESTS = st.lists(
    st.text("0123456789abcdef", min_size=64, max_size=64), min_size=1, max_size=40, unique=True
)


def test_the_chain_is_what_the_documentation_says() -> None:
    first = sha256(("SGH-20261123-48213057" + "a" * 64).encode()).hexdigest()
    assert linked("SGH-20261123-48213057", ["a" * 64]) == first
    assert linked("SGH-20261123-48213057", ["a" * 64, "b" * 64]) == link(first, "b" * 64)


@given(DIGESTS, st.data())
def test_no_list_but_this_one_has_this_chain(digests: list[str], data: st.DataObject) -> None:
    value = linked("C1", digests)
    at = data.draw(st.integers(0, len(digests) - 1))
    other = [*digests[:at], "f" + digests[at][:-1], *digests[at + 1 :]]
    changed = {linked("C2", digests), linked("C1", digests[:-1]), linked("C1", [*digests, digests[0]])}
    if other != digests:
        changed.add(linked("C1", other))
    if digests[::-1] != digests:
        changed.add(linked("C1", digests[::-1]))
    assert value not in changed


@given(DIGESTS)
def test_every_leaf_has_a_path_to_the_root(chains: list[str]) -> None:
    leaves = [leaf(f"C{n}", n, chain) for n, chain in enumerate(chains)]
    top = root(leaves)
    for index, one in enumerate(leaves):
        steps = path(leaves, index)
        assert climb(one, steps) == top
        assert len(steps) <= (len(leaves) - 1).bit_length()
        assert all(climb(other, steps) != top for other in leaves if other != one)
        for at, step in enumerate(steps):
            bent = [*steps[:at], Step(step.side, step.hash[::-1] + "0"), *steps[at + 1 :]]
            assert climb(one, bent) != top


def test_a_day_without_events_has_a_root_of_its_own() -> None:
    assert root([]) == EMPTY == sha256(b"").hexdigest()
    assert root([leaf("C1", 1, "a")]) == leaf("C1", 1, "a")
