"""Small problems decided in integers: as by the linear program, with exact identities and points."""

import random
from fractions import Fraction

import pytest

import itbounds as ib
from itbounds.errors import InfeasibleError
from itbounds.forms.entropic import UNIT, EntropicProblem, Given, add_multiple, rate_key
from itbounds.lowering.lattice.elemental_basis import elemental_basis
from itbounds.lowering.lattice.elementals import elemental_count
from itbounds.problems.entropic_decision import Decider
from itbounds.problems.entropic_direct import DirectDecider
from itbounds.results.lattice_certificate import Combination, LatticeCertificate


def test_the_basis_determines_every_quantity() -> None:
    for size in range(1, 7):
        basis = elemental_basis(size)
        assert len(set(basis.quantities)) == elemental_count(size) == len(basis.quantities)
        every = list[list[int]]()
        for quantity in basis.quantities:
            every.append(sum(sign * basis.heights[mask] for mask, sign in quantity.terms.items()).tolist())
        inside, outside = every[: len(basis.others)], every[len(basis.others) :]
        assert inside == [[int(i == j) for j in range(len(inside))] for i in range(len(inside))]
        assert outside == basis.others.T.tolist()


def test_all_elemental_quantities_are_one_at_once() -> None:
    """So the multipliers of a claim have the same sum in all its proofs by elemental quantities alone."""
    for size in range(1, 7):
        heights = [size * k - k * (k - 1) // 2 for k in range(size + 1)]
        for quantity in elemental_basis(size).quantities:
            terms = quantity.terms.items()
            assert sum(sign * heights[mask.bit_count()] for mask, sign in terms) == 1


def random_problem(rng: random.Random) -> EntropicProblem:
    """A claim and givens with rates and units, half of the time such that the claim follows."""
    size, rates = rng.randrange(1, 5), rng.randrange(3)
    keys = [*range(1, 1 << size), *(rate_key(index) for index in range(rates)), UNIT]
    given = []
    for _ in range(rng.randrange(4)):
        chosen = rng.sample(keys, min(3, len(keys)))
        terms = {key: Fraction(rng.choice((-2, -1, 1, 1, 3)), rng.choice((1, 1, 2, 3))) for key in chosen}
        given.append(Given(terms, rng.random() < 0.4))
    claim: dict[int, Fraction] = {}
    for quantity in rng.sample(elemental_basis(size).quantities, min(2, size)):
        add_multiple(claim, Fraction(rng.randrange(1, 4)), quantity.terms)
    for item in given:
        weight = Fraction(rng.randrange(3), rng.choice((1, 2)))
        add_multiple(claim, -weight if item.equality and rng.random() < 0.5 else weight, item.terms)
    if rng.random() < 0.5:
        add_multiple(claim, Fraction(-1), {rng.choice(keys): 1})
    return EntropicProblem(size, claim, tuple(given), rates=rates)


def test_it_agrees_with_the_linear_program() -> None:
    rng, seen = random.Random(11), {"proved": 0, "not implied": 0, "infeasible": 0}
    by_program = Decider(direct=0)
    for _ in range(250):
        problem = random_problem(rng)
        names, rates = tuple("ABCD"[: problem.size]), tuple(f"R{i}" for i in range(problem.rates))
        direct = DirectDecider(problem)
        try:
            expected = by_program.decide(problem, (problem.claim,), names, rates)
        except InfeasibleError:
            with pytest.raises(InfeasibleError):
                direct.decide(problem.claim)
            seen["infeasible"] += 1
            continue
        found = direct.decide(problem.claim)
        assert found is not None
        if isinstance(found, Combination):
            LatticeCertificate(names, rates, problem.given, (found,)).verify()
            assert dict(found.claim) == dict(problem.claim)
            assert expected.certificate is not None
            seen["proved"] += 1
        else:
            direct.polymatroid(found, names, rates).verify(problem.claim, problem.given)
            assert expected.counterexample is not None
            seen["not implied"] += 1
    assert min(seen["proved"], seen["not implied"]) >= 50
    assert seen["infeasible"]


def test_large_coefficients_are_left_to_the_linear_program() -> None:
    claim = {1: Fraction(1 << 40), 2: Fraction(-1), 3: Fraction(1)}
    assert DirectDecider(EntropicProblem(2, claim)).decide(claim) is None
    proof = ib.prove(f"{1 << 40} H(X) + H(X,Y) >= H(Y)")
    proof.verify()
    assert proof.proved


def test_no_solver_is_asked() -> None:
    from itbounds.solvers.linear.highs import Highs

    impatient = Decider(solver=Highs(time_limit=0.0))
    for claim, given in (("I(X;Z) <= I(X;Y)", "X -> Y -> Z"), ("I(X;Y|Z) <= I(X;Y)", ())):
        proof = ib.Inequality(claim, given, decider=impatient).solve(search=False)
        proof.verify()
        assert proof.status is not ib.ProofStatus.UNDECIDED
