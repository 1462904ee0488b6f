"""Coordinates of finite precision: how many are needed, exactly where equality decides."""

import numpy as np
import pytest

import itbounds as ib

Spec = ib.representation.RepresentationSpec
COIN = ib.sources.bernoulli(0.11)


def test_sixty_four_symbols_of_a_coin() -> None:
    assert Spec(1, 8, 64).least_coordinates(COIN) == 4
    assert Spec(1, 32, 64).least_coordinates(COIN) == 1
    assert [Spec(q, 8, 64).carries(COIN) for q in (3, 4)] == [False, True]
    spec = Spec(4, 8, 64)
    assert (spec.size, spec.rate) == (2**32, 0.5)
    assert str(spec) == "4 coordinates of 8 bits for 64 symbols: 0.5 bit each"
    assert spec.error(COIN).interval == ib.representation.error(COIN, 64, 2**32).interval
    assert spec.fano(COIN).value <= spec.error(COIN).lower


def test_equality_is_enough_where_nothing_is_lost() -> None:
    uniform = ib.sources.uniform(8)
    assert Spec(3, 1, 1).carries(uniform) is True
    assert Spec(3, 1, 1).error(uniform).upper == 0.0
    assert Spec(1, 1, 1).least_coordinates(uniform) == 3
    assert Spec(2, 1, 1).carries(uniform) is False
    # Letters that never occur need no value.
    assert Spec(1, 1, 1).carries([0.3, 0.0, 0.7]) is True
    # Between the certified ends of the entropy no answer is given.
    half = [0.5, 0.25, 0.125, 0.125]
    assert Spec(7, 1, 4).carries(half) is None


def test_a_source_with_memory_needs_less() -> None:
    chain = ib.sources.markov([[0.95, 0.05], [0.05, 0.95]])
    spec = Spec(1, 8, 64)
    assert spec.least_coordinates(chain) == 3
    assert spec.least_coordinates(chain.stationary) == 8
    assert Spec(3, 8, 64).carries(chain) is True


@pytest.mark.parametrize("wrong", [(0, 8, 64), (4, 0, 64), (4, 8, 0), (4, 8.0, 64)])
def test_only_positive_integers_are_coordinates(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ib.DomainError):
        Spec(*wrong)


def test_fano_is_below_the_truth_and_above_its_textbook_form() -> None:
    for size in (1, 2**10, 2**40, 2**63, 2**70):
        truth = ib.representation.error(COIN, 100, size)
        bound = ib.representation.block_fano(COIN, 100, size)
        rate = np.log2(float(size)) / 100
        assert bound.value <= truth.lower + 1e-15
        assert bound.value >= max(0.0, 0.499916 - 1e-6 - rate - 0.01) - 1e-12
