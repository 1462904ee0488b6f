"""Spaces: products, labels, and which of them meet."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from itbounds.errors import CompositionError, DomainError, EmptyAlphabetError, ShapeError
from itbounds.kernels import Kernel, Space
from itbounds.testing.strategies import spaces


@given(spaces(), spaces(), spaces())
def test_products_are_associative_with_the_unit(x, y, z):
    assert (x @ y) @ z == x @ (y @ z)
    assert x @ Space.unit() == Space.unit() @ x == x
    assert (x @ y @ z).size == x.size * y.size * z.size == len((x @ y @ z).letters)


@given(spaces(), spaces())
def test_letters_run_with_the_last_factor_fastest(x, y):
    expected = [(a, b) for a in x.letters for b in y.letters]
    assert list((x @ y).letters) == expected


@given(spaces(), spaces())
def test_the_text_of_a_space_rebuilds_it(x, y):
    for space in (x, y, x @ y, Space.unit()):
        assert eval(repr(space), {"Space": Space}) == space


@given(spaces(), spaces())
def test_meeting_is_symmetric_and_reflexive(x, y):
    assert x.meets(x)
    assert x.meets(y) == y.meets(x)
    assert x.meets(Space.of(x.size))
    assert not x.meets(Space.of(x.size + 1))


@given(st.integers(2, 5))
def test_names_and_letters_must_agree_where_both_sides_have_them(n):
    named = Space.of(n, "X")
    assert named.meets(Space.of(n, "X"))
    assert not named.meets(Space.of(n, "Y"))
    letters = Space.of("abcde"[:n])
    assert letters.meets(Space.of("abcde"[:n], "X"))
    assert not letters.meets(Space.of("abcde"[:n][::-1]))
    assert not letters.meets(named)
    assert (named @ letters).meets(Space.of(n * n))
    assert (named @ letters).meets(Space.of(n, "X") @ Space.of(n))
    assert not (named @ letters).meets(Space.of("abcde"[:n], "X") @ letters)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (Space.of(2, "X"), Space.of(3, "X"), "X:2 does not meet X:3; the sizes differ"),
        (Space.of(2, "X"), Space.of(2, "Y"), "X:2 does not meet Y:2; the names of factor 0 differ"),
        (Space.of("ab", "X"), Space.of("ba", "X"), "('a', 'b') and ('b', 'a')"),
        (Space.of(4, "X") @ Space.of(2), Space.of(8, "Z"), "X:4 x 2 does not meet Z:8"),
        (Space.of(2) @ Space.of(3, "Y"), Space.of(2) @ Space.of(3, "Z"), "factor 1"),
    ],
)
def test_what_does_not_meet_does_not_compose(first, second, says):
    with pytest.raises(CompositionError) as caught:
        Kernel.id(first) >> Kernel.id(second)
    assert says in str(caught.value)
    assert isinstance(caught.value, TypeError)


def test_factors_are_found_by_name_and_position():
    space = Space.of(2, "X") @ Space.of(3, "Y") @ Space.of(4)
    assert space.positions(["Y", 0]) == (1, 0)
    assert space.select(space.positions(["Y", 0])) == Space.of(3, "Y") @ Space.of(2, "X")
    for bad in ("Z", 3, -1, ["X", "X"], ["X", 0]):
        with pytest.raises(DomainError):
            space.positions(bad)
    with pytest.raises(DomainError, match="does not name one factor"):
        (Space.of(2, "X") @ Space.of(3, "X")).positions("X")


def test_letters_are_plain_values():
    letters = Space.of(np.array([1, 2])).letters
    assert [type(letter) for letter in letters] == [int, int]
    assert type(Space.of([(np.float64(0.5), "a")]).letters[0][0]) is float


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda: Space.of([]), EmptyAlphabetError),
        (lambda: Space.of(0), EmptyAlphabetError),
        (lambda: Space.of(-1), DomainError),
        (lambda: Space.of(True), DomainError),
        (lambda: Space.of(["a", "b", "a"]), DomainError),
        (lambda: Space(("X", "Y"), ((0, 1),)), ShapeError),
    ],
)
def test_impossible_spaces_are_refused(build, error):
    with pytest.raises(error):
        build()
