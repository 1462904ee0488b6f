"""Our statements in the syntax of psitip, which is not a dependency: install it apart to compare.

    python -m venv peer && peer/bin/pip install . "ortools==9.15.*" PuLP lark "highspy==1.12.*"
    peer/bin/pip install --no-deps psitip

Its own requirements bring in torch, which it only uses to optimise over laws. Later versions of highspy have
a library of the same name as one of ortools, so that the two cannot be loaded together.
"""

import re
import warnings
from importlib import import_module


def load():
    """Import psitip with the solver that its documentation recommends, or return None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import_module("ortools.linear_solver.pywraplp")  # psitip would fall back to another solver
            import psitip
        except ImportError:
            return None
    psitip.PsiOpts.setting(solver="ortools.GLOP")
    return psitip


class Question:
    """A claim and givens, once translated; every call builds the expressions and decides."""

    def __init__(self, psitip, claim, given=()):
        self.psitip = psitip
        source = translated(claim)
        if given:
            source = f"({' & '.join(f'({translated(one)})' for one in given)}).implies({source})"
        self.code = compile(f"bool({source})", claim, "eval")
        names = set(re.findall(r"\b(?!H\b|I\b)[A-Z]\w*\b", " ".join([claim, *given])))
        rates = {name for name in names if not _inside(name, [claim, *given])}
        self.names = {"H": psitip.H, "I": psitip.I, "markov": psitip.markov, "indep": psitip.indep}
        self.names |= {name: psitip.real(name) if name in rates else psitip.rv(name) for name in names}

    def __call__(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return eval(self.code, self.names)


def translated(statement):
    """Write a statement of ours as an expression of psitip in Python."""
    if "->" in statement:
        return f"markov({', '.join(part.strip().replace(',', '+') for part in statement.split('->'))})"
    text = statement
    if text.startswith("indep("):
        inside, _, condition = text.removeprefix("indep(").removesuffix(")").partition("|")
        groups = [group.strip().replace(",", "+") for group in inside.split(";")]
        bar = f"|{condition.strip().replace(',', '+')}" if condition else ""
        if bar and len(groups) == 2:
            return f"I({' & '.join(groups)}{bar}) == 0"
        return f"indep({', '.join(groups)})"

    def quantity(found):
        return found.group(0).replace(",", "+").replace(";", "&")

    text = re.sub(r"[HI]\([^()]*\)", quantity, text)
    return re.sub(r"([\d.]+(?:/\d+)?)\s*\*?\s*(?=[A-Z])", r"\1*", text)


def _inside(name, statements):
    """Whether a name is a random variable: it occurs within brackets or in a chain."""
    pattern = rf"\([^()]*\b{name}\b[^()]*\)"
    return any(re.search(pattern, one) or ("->" in one and name in one) for one in statements)
