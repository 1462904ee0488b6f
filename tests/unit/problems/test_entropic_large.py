"""Claims on nine variables without structure: too many rows for the simplex method, still exact."""

from collections import Counter
from fractions import Fraction

import numpy as np

import itbounds as ib
from itbounds.forms.entropic import EntropicProblem
from itbounds.lowering.lattice.program import Program
from itbounds.lowering.lattice.reduced import reduce_problem


def sum_of_informations(size: int, seed: int) -> Counter[int]:
    """Twice as many random conditional informations as there are variables, by joint entropies."""
    rng, total, count = np.random.default_rng([size, seed]), Counter[int](), 0
    while count < 2 * size:
        part = rng.integers(4, size=size)
        first, second, rest = (sum(1 << int(i) for i in np.flatnonzero(part == k)) for k in range(3))
        if first and second:
            count += 1
            for mask, sign in ((first, 1), (second, 1), (first | second, -1), (0, -1)):
                total[mask | rest] += sign
    return Counter({mask: value for mask, value in total.items() if mask and value})


def claim_of(form: Counter[int], extra: str = "") -> str:
    named = {mask: ",".join(f"X{i}" for i in range(9) if mask >> i & 1) for mask in form}
    return " + ".join(f"{form[mask]} H({name})" for mask, name in named.items()) + extra + " >= 0"


def test_a_large_claim_has_an_exact_proof() -> None:
    proof = ib.prove(claim_of(sum_of_informations(9, 2)), search=False)
    proof.verify()
    assert proof.proved
    assert proof.provenance.solver == "highs"


def test_a_large_claim_that_fails_has_an_exact_counterexample() -> None:
    proof = ib.prove(claim_of(sum_of_informations(9, 2), " - 40 I(X0;X1|X2)"), search=False)
    proof.verify()
    assert proof.status is ib.ProofStatus.NOT_IMPLIED


def test_spanning_rows_determine_all_joint_entropies() -> None:
    """Without reductions they are as many as the joint entropies, and independent."""
    form = {mask: Fraction(value) for mask, value in sum_of_informations(6, 0).items()}
    problem = EntropicProblem(6, form)
    program = Program.of(reduce_problem(problem))
    rows = np.flatnonzero(program.spanning)
    matrix = np.zeros((len(rows), program.rows.width))
    for k, row in enumerate(rows.tolist()):
        for column, value in program.rows.entries(row).items():
            matrix[k, column] = value
    assert len(rows) == 63
    assert np.linalg.matrix_rank(matrix) == 63
