"""Keys of several parts never collide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import RefusedValueError
from graph.values import key

PART = st.from_regex(r"[a-z|\\]{1,5}", fullmatch=True)


@given(st.tuples(PART, PART), st.tuples(PART, PART))
def test_different_parts_give_different_keys(left: tuple[str, str], right: tuple[str, str]) -> None:
    assert (key.joined(left) == key.joined(right)) == (left == right)


def test_a_key_needs_all_its_parts() -> None:
    with pytest.raises(RefusedValueError):
        key.joined(["a", ""])


def test_a_single_part_is_kept_as_it_is() -> None:
    assert key.joined(["a|b"]) == "a|b"
