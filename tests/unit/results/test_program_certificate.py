"""A certificate of a program confirms itself, and nothing else."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

import itbounds as ib
from itbounds import E, I, Program, free, law, rvs
from itbounds.lowering.programs.instance import Tally
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.program_curve import GridCurve

X, Y, U = rvs("X Y U")
X1, X2 = rvs("X1 X2")
RNG = np.random.default_rng(3)
JOINT, TABLE = RNG.dirichlet(np.ones(6)).reshape(3, 2), RNG.random((3, 2, 3))
CUBE = RNG.dirichlet(np.ones(8)).reshape(2, 2, 2)


def leakage():
    model = {(X, Y): JOINT, (U | X): free(3)}
    program = Program(minimize=E(TABLE, X, Y, U), model=model, subject_to=[I(Y, U) <= Fraction(1, 100)])
    return program.solve()


def decomposition():
    pairs = [law(X1, Y).eq(CUBE.sum(axis=1)), law(X2, Y).eq(CUBE.sum(axis=0))]
    return Program(minimize=I((X1, X2), Y), model={(X1, X2, Y): free((2, 2, 2))}, subject_to=pairs).solve()


@pytest.fixture(params=[leakage, decomposition])
def result(request):
    return request.param()


def refused(certificate):
    with pytest.raises(ib.CertificateError):
        certificate.verify()


def test_it_survives_json_and_verifies_at_both_levels(result):
    again = ib.Result.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again.verify("float").within(again.interval)
    assert again.verify("ball").within(again.interval)


def test_the_ball_interval_lies_within_the_float_claim(result):
    certificate = result.certificate
    proved = certificate.verify("ball")
    assert certificate.lower <= proved.lower <= proved.upper <= certificate.upper


def test_a_narrower_claim_is_refused(result):
    certificate = result.certificate
    middle = 0.5 * (certificate.lower + certificate.upper)
    refused(replace(certificate, lower=middle))
    refused(replace(certificate, upper=middle))


def test_another_kernel_proves_no_better_end(result):
    certificate = result.certificate
    other = tuple(np.full_like(kernel, 1.0 / kernel.shape[1]) for kernel in certificate.kernels)
    refused(replace(certificate, kernels=other))


def test_multipliers_and_reference_matter(result):
    certificate = result.certificate
    flat = tuple(np.full_like(kernel, 1.0 / kernel.shape[1]) for kernel in certificate.reference)
    refused(replace(certificate, reference=flat, prices=tuple(0.0 * p for p in certificate.prices)))
    if len(certificate.multipliers):
        refused(replace(certificate, multipliers=-certificate.multipliers))
    zero = tuple(0.0 * kernel for kernel in certificate.reference)
    refused(replace(certificate, reference=zero))
    spoiled = tuple(np.where(kernel == kernel.max(), np.nan, kernel) for kernel in certificate.kernels)
    refused(replace(certificate, kernels=spoiled))


def test_a_forged_proof_of_concavity_is_refused(result):
    certificate = result.certificate
    where = next(k for k, proof in enumerate(certificate.proofs) if proof.shares)
    proof = certificate.proofs[where]
    first = proof.shares[0]
    forgeries = [
        replace(proof, shares=()),
        replace(proof, shares=(replace(first, weight=first.weight + 1), *proof.shares[1:])),
        replace(proof, shares=(replace(first, affine=not first.affine), *proof.shares[1:])),
        replace(proof, shares=(*proof.shares, replace(first, weight=Fraction(-1), affine=False))),
        replace(proof, shares=(*proof.shares, replace(first, variable=7))),
    ]
    for forged in forgeries:
        proofs = tuple(forged if k == where else p for k, p in enumerate(certificate.proofs))
        if forged.shares and forged.shares[0].affine != first.affine and first.weight > 0 and first.affine:
            continue  # an affine term of positive weight is concave as well
        refused(replace(certificate, proofs=proofs))


def test_the_program_itself_cannot_be_exchanged(result):
    certificate = result.certificate
    entropies = {key: 2 * value for key, value in certificate.instance.objective.entropies.items()}
    doubled = Tally(entropies, certificate.instance.objective.tables, Fraction(1), 1.0)
    refused(replace(certificate, instance=replace(certificate.instance, objective=doubled)))
    refused(replace(certificate, sign=-certificate.sign))
    refused(replace(certificate, slack=-1.0))
    refused(replace(certificate, slack=1.0))


def test_data_with_missing_parts_is_no_certificate(result):
    data = result.to_dict()
    del data["certificate"]["reference"]
    with pytest.raises(ib.CertificateError):
        ib.Result.from_dict(data)
    assert isinstance(result.certificate, ProgramCertificate)


def test_a_grid_is_certified_at_its_values_alone():
    import sympy

    p = sympy.Symbol("p")
    program = Program(maximize=I(X, Y), model={X: free(2), (Y | X): [[1 - p, p], [p, 1 - p]]})
    curve = program.solve(grid={p: [0.11, 0.25]})
    assert isinstance(curve, ib.Curve)
    truth = 1.0 + 0.11 * np.log2(0.11) + 0.89 * np.log2(0.89)
    assert curve.at(0.11).lower <= truth <= curve.at(0.11).upper
    assert GridCurve.from_dict(json.loads(json.dumps(curve.to_dict()))).verify("ball") <= 2e-9
    with pytest.raises(ib.DomainError, match="not on the grid"):
        curve.at(0.2)
    with pytest.raises(ib.DomainError, match="no values"):
        program.solve()
    with pytest.raises(ib.DomainError, match="one parameter"):
        program.solve(grid={p: 0.1})
    with pytest.raises(ib.DomainError, match="no parameter"):
        program.solve(grid={"q": [0.1, 0.2]})
