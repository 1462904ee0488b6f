"""The program of a large problem is built late, and its size is known before."""

import itbounds as ib
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import reduce_problem
from itbounds.problems.entropic_decision import Decider
from itbounds.testing.network_problems import caching


def test_the_size_is_that_of_the_whole_program_whether_it_is_built_or_not():
    problem = caching(2, 2, [(1, 2), (1, 1)])
    # The second is no bound: nothing is found among the named sets, and all is built.
    for claim, proved in (("2 M + 2 R >= 3", True), ("2 M + 2 R >= 4", False)):
        question = ib.Inequality(claim, problem.given, symmetry=problem.symmetry)
        compiled, stated = question.compile(), question.statements
        decider = Decider(direct=0, exact_rows=0)
        found = decider.decide(compiled, stated.claims(question.claim), stated.names, stated.rates)
        rows = Program.of(reduce_problem(compiled)).rows
        assert (found.columns, found.rows) == (rows.width, len(rows))
        assert (found.certificate is not None) is proved
        assert (found.counterexample is not None) is not proved
