"""Names of boxes and wires as they are set: identifiers as formulas, others as text."""

from itbounds.symbolic.printing import name_latex

__all__ = ["formula", "tex"]

SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def formula(name: str) -> str | None:
    """Return a name in LaTeX without dollar signs, or None if it is no identifier, with primes or without.

    Examples
    --------
    >>> formula("W_1'"), formula("channel & relay")
    ("W_{1}'", None)
    """
    stem = name.rstrip("'")
    return name_latex(stem) + name[len(stem) :] if stem.isidentifier() else None


def tex(name: str) -> str:
    r"""Return a name for running text of TeX.

    Examples
    --------
    >>> print(tex("X1"), tex("90% & more"))
    $X_{1}$ 90\% \& more
    """
    found = formula(name)
    if found is not None:
        return f"${found}$"
    return "".join(SPECIAL.get(c, f"\\{c}" if c in "#$%&_{}" else c) for c in name)
