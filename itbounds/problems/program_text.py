"""What an information program is, why it is convex and how it is solved, as text."""

from typing import TYPE_CHECKING

from itbounds.lowering.programs.concavity import ConcavityProof
from itbounds.lowering.programs.recognition import kind_of, recognised
from itbounds.problems.program_closed_form import brief
from itbounds.solvers import find
from itbounds.symbolic import Relation

if TYPE_CHECKING:
    from itbounds.problems.program import Program

__all__ = ["explanation"]


def explanation(program: "Program") -> str:
    """Return factorisation, curvature with proof, form and solver, a line for each."""
    model, analysis = program.instance.model, program.analysis()
    verb = "maximise" if program.sign > 0 else "minimise"
    lines = [f"{verb} {program.objective}", f"over     {model}"]
    lines += [f"given    {constraint}" for constraint in program.constraints]
    lines += [f"given    a constraint of cvxpy, {len(program.extra)} in all" for _ in program.extra[:1]]
    relations = [str(c) for c in program.constraints if isinstance(c, Relation)]
    if len(relations) == len(analysis.limits):
        names = ["objective", *relations]
    else:  # independences became several equations each
        names = ["objective", *(f"constraint {k}" for k in range(1, 1 + len(analysis.limits)))]
    for name, verdict in zip(names, (analysis.objective, *analysis.limits), strict=True):
        lines.append(f"{name}: {_verdict(program, name, verdict)}")
    if analysis.obstacles:
        return "\n".join([*lines, "not proved convex: no solver"])
    closed = program.closed_form()
    if closed is not None:
        lines.append(f"closed form {brief(closed)}")
    if program.parameters:
        return "\n".join([*lines, f"parameters {', '.join(program.parameters)}: solved on a grid of values"])
    form = program.lowered()[0].form
    kind, named = kind_of(form), recognised(form)
    terms = sum(len(f.terms) for f in (form.objective, *form.limits))
    rows = len(form.right) + len(form.ceiling)
    lines.append(
        f"form     {kind}: {len(form.row)} cells in {len(form.totals)} rows, {terms} conditional entropies, "
        f"{rows} linear rows, {len(form.limits)} entropic limits"
    )
    solver = "cvxpy" if program.extra else find(None, form).name
    if named is not None and not program.extra:
        solver = f"{find(None, named.form).name} of the {kind} form"
    lines.append(f"solver   {solver}; both ends certified by laws and multipliers")
    return "\n".join(lines)


def _verdict(program: "Program", name: str, verdict: ConcavityProof | str) -> str:
    if isinstance(verdict, str):
        return f"not proved: {verdict}"
    if not verdict.shares:
        return "affine, as expectations are"
    shape = "affine" if verdict.is_affine else "concave"
    sign = "minus it " if name == "objective" and program.sign < 0 else "it "
    return f"{shape}, since {sign}is {verdict.text(program.instance.model)}"
