"""A page for every named theorem, written when the documentation is built.

Each says what the theorem states, assumes and is known to give, how far it was checked, what it takes, and
which others are never looser. The folder ``bounds`` of the documentation belongs to this extension: files are
written only where they change, and others are removed.
"""

from inspect import Parameter
from pathlib import Path

from itbounds.bounds import BoundComparison, calculators, names
from itbounds.bounds.registry import FAMILIES

PUBLIC = {"representation": "itbounds.representation"}

EVIDENCE = {
    "proved": "proved again for this package",
    "checked": "checked against brute force or a published number, constants as published",
    "recalled": "recalled: the constants are as remembered from the source",
}


def setup(app):
    """Write the pages before Sphinx looks for sources."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "bounds"))
    return {"version": "1", "parallel_read_safe": True}


def write(folder):
    """Write a page for every theorem of the package, and an index."""
    known = {name: (family, found) for family in FAMILIES for name, found in calculators(family).items()}
    dominates = {name: [] for name in known}
    for name, (_, found) in known.items():
        for better in found.theorem.dominated_by:
            dominates[better].append(name)
    pages = {f"{name}.md": page(family, found, dominates[name]) for name, (family, found) in known.items()}
    pages["index.md"] = index()
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def index():
    """Return the page that lists the theorems by family."""
    lines = [
        "# Catalogue of bounds",
        "",
        "Every named theorem that numbers can be put into. `itbounds.bounds.search` finds them by words,",
        "`itbounds.bounds.compare` evaluates all that apply, and `itbounds bound NAME` is the command line.",
        "",
    ]
    for family in FAMILIES:
        found = calculators(family)
        lines += [
            f"## {family.replace('_', ' ').capitalize()}",
            "",
            "| theorem | bounds | kind | evidence |",
            "|---|---|---|---|",
        ]
        for name in names(family):
            theorem = found[name].theorem
            target = theorem.target.replace("|", r"\|")
            cells = (f"[{name}]({name}.md): {theorem.title}", f"{target}, {theorem.direction}")
            lines.append(f"| {' | '.join((*cells, theorem.kind, theorem.evidence))} |")
        lines += ["", "```{toctree}", ":hidden:", "", *names(family), "```", ""]
    return "\n".join(lines)


def page(family, found, weaker):
    """Return the page of one theorem."""
    theorem = found.theorem
    known = theorem.known
    bound = found.evaluate(known.inputs)
    side = {"upper": "an upper bound", "lower": "a lower bound"}.get(
        theorem.direction, f"an {theorem.direction}"
    )
    stated = "an identity" if theorem.direction == "identity" else side
    lines = [
        f"# {theorem.name}",
        "",
        f"*{theorem.title[0].upper()}{theorem.title[1:]}.*",
        "",
        "$$",
        theorem.statement,
        "$$",
        "",
        f"It is {stated} of $ {theorem.latex} $; the statement is of the kind *{theorem.kind}*.",
        "",
        "Assumes",
        *(f": {assumption}" for assumption in theorem.assumptions[:1]),
        *(f"\n: {assumption}" for assumption in theorem.assumptions[1:]),
        "",
        "Source",
        f": {theorem.reference}",
        "",
        "Evidence",
        f": {EVIDENCE[theorem.evidence]}",
        "",
        "Never looser on the same inputs",
        f": {_links(theorem.dominated_by) or 'no other theorem of the catalogue is known to be'}",
        "",
    ]
    if weaker:
        lines += ["Never tighter on the same inputs", f": {_links(sorted(weaker))}", ""]
    lines += [
        "Known answer",
        f": `{_short(bound)}` for {_given(known.inputs)} ({known.source})",
        "",
        "Takes",
        f": {_arguments(found)}",
        "",
        "Function",
        f": {{py:func}}`{PUBLIC.get(family, f'itbounds.bounds.{family}')}.{theorem.name}`",
        "",
    ]
    return "\n".join(lines)


def _links(others):
    return ", ".join(f"[{name}]({name}.md)" for name in others)


def _short(bound):
    return str(bound).replace("`", "'")


def _given(inputs):
    comparison = BoundComparison((), None, dict(inputs), (), {})
    return f"`{repr(comparison).splitlines()[0].partition(' apply to ')[2]}`"


def _arguments(found):
    required = [n for n, p in found.signature.parameters.items() if p.default is Parameter.empty]
    options = [n for n, p in found.signature.parameters.items() if p.default is not Parameter.empty]
    text = ", ".join(f"`{name}`" for name in required) or "one of several sets of options"
    return text + (f"; with defaults {', '.join(f'`{name}`' for name in options)}" if options else "")
