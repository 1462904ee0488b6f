"""The command that proves inequalities."""

import sys
from typing import TYPE_CHECKING

import click

from itbounds.cli.outcome import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itbounds.results.proof import Proof
    from itbounds.symbolic.lemma import Lemma

__all__ = ["prove"]


@click.command(
    epilog="""\b
    itbounds prove "I(X;Z) <= I(X;Y)" --given "X -> Y -> Z"
    itbounds prove "H(X,Y) + H(Y,Z) + H(X,Z) >= 2 H(X,Y,Z)" --latex
    itbounds prove "H(S) <= H(A)" --given "I(S;B) = 0" --given "H(S|A,B) = 0"
    itbounds prove - < claim.txt
    """
)
@click.argument("claim")
@click.option(
    "--given", "-g", "given", multiple=True, metavar="RELATION",
    help='What holds: "X -> Y -> Z", "indep(X; Y)", "H(Z|X,Y) = 0"; may be given several times.',
)  # fmt: skip
@click.option(
    "--cone", default="shannon", show_default=True, metavar="NAME",
    help="Or zhang-yeung, dfz, matus(K); ingleton and linear hold for linear codes only.",
)  # fmt: skip
@click.option(
    "--symmetry", multiple=True, metavar="CYCLES",
    help='A permutation that leaves all as it is: "(X1 X2)(Y1 Y2)"; may be given several times.',
)  # fmt: skip
@click.option(
    "--copy", "copies", multiple=True, metavar="COPY",
    help='A copy of variables over others, as a new variable: "C over A,B"; may be given several times.',
)  # fmt: skip
@click.option(
    "--common", multiple=True, metavar="GROUPS",
    help='A common information of two groups, "A; B,C", which holds for linear codes only.',
)  # fmt: skip
@click.option("--latex", "as_latex", is_flag=True, help="The proof for a paper.")
@click.option("--json", "as_json", is_flag=True, help="Everything, certificate included, as JSON.")
def prove(
    *,
    claim: str,
    given: tuple[str, ...],
    cone: str,
    symmetry: tuple[str, ...],
    copies: tuple[str, ...],
    common: tuple[str, ...],
    as_latex: bool,
    as_json: bool,
) -> None:
    """Prove an inequality of information theory, exactly.

    CLAIM is a relation such as "I(X;Z) <= I(X;Y)", or - for stdin, whose first line is the claim and whose
    other lines are given.

    The exit code is 0 if it is proved, 1 if a law refutes it, and 3 if the inequalities of the cone do not
    imply it, so that it may still be true, or if nothing was found out.
    """
    if as_latex and as_json:
        raise click.UsageError("--latex and --json exclude each other")
    from itbounds.cli import report
    from itbounds.problems import prove as find_proof

    if claim == "-":
        claim, *more = _lines()
        given = (*given, *more)
    with report.working("proving"):
        lemmas = [*_copies(copies), *_common_informations(common)]
        proof = find_proof(claim, given=list(given), cone=cone, symmetry=symmetry, lemmas=lemmas)
    if as_json:
        report.emit(proof.to_dict())
    else:
        click.echo(proof.latex() if as_latex else proof.text())
    click.get_current_context().exit(_exit_code(proof))


def _lines() -> list[str]:
    """Return the lines of stdin that say something; a # begins a remark."""
    lines = [line.partition("#")[0].strip() for line in sys.stdin]
    found = [line for line in lines if line]
    if not found:
        raise click.UsageError("stdin is empty; its first line is the claim")
    return found


def _copies(written: tuple[str, ...]) -> "Iterator[Lemma]":
    from itbounds.symbolic import copy_lemma

    for text in written:
        source, over, below = text.partition(" over ")
        if not over:
            raise click.UsageError(f'--copy {text!r}: what is copied, then over what, as in "C over A,B"')
        yield copy_lemma(source, over=below)


def _common_informations(written: tuple[str, ...]) -> "Iterator[Lemma]":
    from itbounds.symbolic import common_information

    for text in written:
        groups = text.split(";")
        if len(groups) != 2:
            raise click.UsageError(f'--common {text!r}: two groups separated by ";", as in "A; B,C"')
        yield common_information(*groups)


def _exit_code(proof: "Proof") -> Exit:
    return {"PROVED": Exit.HELD, "REFUTED": Exit.REFUTED}.get(proof.status.name, Exit.OPEN)
