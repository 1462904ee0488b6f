"""Reduced programs decided in integers: as by the solver, with exact identities and points."""

import random
from fractions import Fraction

import pytest

import itbounds as ib
from itbounds.errors import InfeasibleError
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import reduce_problem
from itbounds.problems.entropic_decision import Decider
from itbounds.problems.entropic_exact import ExactProgram
from itbounds.problems.entropic_point import Point

NETWORKS = (
    ["W -> X -> Y -> Z", "H(W) == 1"],
    ["indep(W; X)", "H(Y|W,X) == 0", "H(Z|Y) == 0", "2 R >= H(Y) + 1/2"],
    ["W -> X -> Y", "H(Z|W,X) == 0", "H(X) <= R", "3 R <= 2"],
)


def random_claim(rng: random.Random) -> str:
    def group() -> str:
        return ",".join(rng.sample("WXYZ", rng.randrange(1, 3)))

    parts = [f"{rng.randrange(1, 4)} I({group()};{group()}|{group()})" for _ in range(2)]
    less = rng.choice([f"H({group()})", f"I({group()};{group()})", "R", "1/3"])
    return f"{' + '.join(parts)} + {rng.randrange(3)} R >= {less}"


@pytest.mark.parametrize("given", NETWORKS)
def test_it_agrees_with_the_solver(given: list[str]) -> None:
    rng, seen = random.Random(str(given)), set()
    by_solver, by_integers = Decider(direct=0, exact_rows=0), Decider(direct=0)
    for _ in range(25):
        claim = random_claim(rng)
        expected = ib.Inequality(claim, given, decider=by_solver).solve(search=False)
        found = ib.Inequality(claim, given, decider=by_integers).solve(search=False)
        found.verify()
        assert found.status is expected.status
        assert expected.provenance.solver in ("highs", "chain rule")
        assert found.provenance.solver in ("integer simplex", "chain rule")
        seen.add(found.status)
    assert len(seen) == 2


def test_it_sees_contradictions() -> None:
    problem = ib.Inequality("H(X) >= R", ["H(X) <= 1", "H(X) >= 2"]).compile()
    program = ExactProgram(Program.of(reduce_problem(problem)))
    with pytest.raises(InfeasibleError):
        program.decide(program.program.reduced.reduce(problem.claim))


def test_a_point_is_moved_until_the_claim_fails() -> None:
    """The claim fails along a direction only; at the point the unit must be positive."""
    problem = ib.Inequality("100 >= H(Y)", ["H(X) == 1"]).compile()
    program = ExactProgram(Program.of(reduce_problem(problem)))
    form = program.program.reduced.reduce(problem.claim)
    point = program.decide(form)
    assert isinstance(point, Point)
    assert point.values[program.program.reduced.width] > 0
    assert point.at(form) < 0


def test_large_coefficients_are_left_to_the_solver() -> None:
    problem = ib.Inequality("H(X) >= H(Y)", "H(Y|X) == 0").compile()
    program = ExactProgram(Program.of(reduce_problem(problem)))
    assert program.decide({0: Fraction(1 << 40)}) is None
