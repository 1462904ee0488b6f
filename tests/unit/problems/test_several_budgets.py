"""Capacities under several budgets by their own method, against the general program."""

from dataclasses import replace

import numpy as np
import pytest

import itbounds as ib

KINDS = ["plain", "rare outputs", "equal letters", "equal costs", "integer costs", "silent output"]


def _instance(kind, seed):
    rng = np.random.default_rng(100 * KINDS.index(kind) + seed)
    m, n, k = 9, 7, 3
    channel = rng.dirichlet(np.full(n, 0.05 if kind == "rare outputs" else 1.0), size=m)
    costs, law = rng.random((k, m)), rng.dirichlet(np.full(m, 0.3))
    if kind == "equal letters":
        channel = channel[rng.integers(0, 3, size=m)]
    if kind == "equal costs":
        costs[2] = costs[0]
    if kind == "integer costs":
        costs = np.round(3.0 * costs)
    if kind == "silent output":
        channel = np.insert(channel, 2, 0.0, axis=1)
    return channel, costs, costs @ law + 0.02


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_the_general_program(kind, seed):
    channel, costs, budgets = _instance(kind, seed)
    own = ib.capacity_under_costs(channel, list(costs), budgets.tolist(), unit="nat")
    general = ib.capacity_under_costs(
        channel, list(costs), budgets.tolist(), unit="nat", solver="interior_point"
    )
    assert own.certificate.kind == "budgeted_capacity"
    assert own.gap <= 1e-9
    assert own.lower <= general.upper
    assert general.lower <= own.upper
    assert (costs @ own.witness.probabilities <= budgets + 1e-12).all()
    assert own.verify("ball").within(own.interval)


def test_one_budget_is_the_capacity_at_a_cost():
    channel, costs, budgets = _instance("plain", 9)
    own = ib.capacity_under_costs(channel, [costs[0]], [budgets[0]])
    classic = ib.capacity(channel, cost=costs[0], budget=budgets[0])
    assert own.lower <= classic.upper
    assert classic.lower <= own.upper


def test_budgets_met_by_one_law_alone_are_left_to_the_general_program():
    result = ib.capacity_under_costs(np.eye(3), [[0, 1, 2], [2, 1, 0]], [0.0, 2.0])
    assert result.upper <= 1e-9
    both = ib.capacity_under_costs(np.eye(2), [[0, 1], [1, 0]], [0.25, 0.75])
    assert both.lower <= 0.8112781244591328 <= both.upper


def test_meddling_is_found():
    channel, costs, budgets = _instance("plain", 4)
    result = ib.capacity_under_costs(channel, list(costs), budgets.tolist())
    assert ib.Result.from_dict(result.to_dict()).verify().within(result.interval)
    own = result.certificate
    for forged in (
        replace(own, matrix=np.roll(channel, 1, axis=0)),
        replace(own, budgets=budgets - 0.05),
        replace(own, costs=costs[:2]),
        replace(own, multipliers=-own.multipliers - 1.0),
        replace(own, multipliers=0.5 * own.multipliers),
        replace(own, input_law=np.full(9, 1 / 9)),
        replace(own, lower=own.upper, upper=own.upper),
    ):
        with pytest.raises(ib.CertificateError):
            forged.verify()
