"""What is accepted is convex, what is refused mostly is not, and every interval is proved again."""

import warnings

import numpy as np
import pytest

import itbounds as ib
from itbounds.lowering.programs.concavity import ConcavityProof, check
from itbounds.lowering.programs.nonconvexity import curvatures, find_chord
from itbounds.testing.information_programs import random_program

COUNT = 100


def cases(count=COUNT, blocks=1):
    for number in range(count):
        rng = np.random.default_rng([17, blocks, number])
        yield rng, random_program(rng, blocks=blocks)


def verdicts(program):
    """The functional and its negative, with the proof that each is concave, or what is in the way."""
    analysis = program.analysis()
    objective = program.instance.objective
    return (objective, analysis.objective), (-objective, analysis.negative)


def test_an_accepted_form_is_concave_at_random_kernels():
    accepted = 0
    for rng, program in cases():
        for tally, verdict in verdicts(program):
            if isinstance(verdict, ConcavityProof):
                accepted += 1
                check(program.instance.graph, tally.entropies, verdict)
                for largest, noise in curvatures(program.instance, tally, rng, 3):
                    assert largest <= noise
    assert accepted >= COUNT // 2


def test_an_accepted_form_of_several_kernels_has_no_chord_above_it():
    accepted = 0
    for rng, program in cases(6, blocks=2):
        for tally, verdict in verdicts(program):
            if isinstance(verdict, ConcavityProof):
                accepted += 1
                assert find_chord(program.instance, tally, rng) is None
    assert accepted >= 1


def test_most_refusals_carry_a_witness():
    refused, witnessed = 0, 0
    for rng, program in cases(40):
        for tally, verdict in verdicts(program):
            if not isinstance(verdict, ConcavityProof):
                refused += 1
                witnessed += find_chord(program.instance, tally, rng) is not None
    assert refused >= 15
    assert witnessed >= 0.9 * refused


def test_every_accepted_program_is_solved_and_proved_again():
    solved = 0
    for rng, program in cases(40):
        curvature = program.curvature()
        if curvature == "unproved":
            continue
        goal = {"minimize" if curvature == "convex" else "maximize": program.objective}
        again = ib.Program(**goal, model=program.model)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = again.solve(unit="nat")
        assert result.gap <= 1e-9
        assert result.verify("float").within(result.interval)
        if rng.random() < 0.1:
            assert result.verify("ball").within(result.interval)
        solved += 1
    assert solved >= 20


@pytest.mark.parametrize("blocks", [1, 2])
def test_relabelling_letters_changes_nothing(blocks):
    """The value does not depend on the order of the letters of a given kernel's output."""
    X, Y = ib.rvs("X Y")
    rng = np.random.default_rng(blocks)
    channel = rng.dirichlet(np.ones(4), 3)
    model = {X: ib.free(3), (Y | X): channel}
    swapped = {X: ib.free(3), (Y | X): channel[:, rng.permutation(4)]}
    one = ib.Program(maximize=ib.I(X, Y) + (blocks - 1) * ib.H(Y), model=model).solve()
    other = ib.Program(maximize=ib.I(X, Y) + (blocks - 1) * ib.H(Y), model=swapped).solve()
    assert one.lower <= other.upper
    assert other.lower <= one.upper
