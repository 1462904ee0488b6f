"""Finding a theorem by name or by words, and evaluating it."""

from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from itbounds.bounds.theorem import Calculator, Theorem
from itbounds.errors import DTypeError, UnknownNameError
from itbounds.results.bound import Bound

__all__ = ["calculators", "evaluate", "names", "search", "theorem"]

FAMILIES = ("blocklength", "counting", "decision", "generalization", "hypothesis_testing", "representation")
"""The folders of `itbounds.bounds`; each has a tuple `CALCULATORS`."""


def calculators(family: str | None = None) -> dict[str, Calculator]:
    """Return every calculator by name: those of the package, then those of other distributions.

    Other distributions offer a `Calculator` under the entry point group ``itbounds.bounds``; none of them
    replaces one of the package.

    Parameters
    ----------
    family : str, optional
        Only those of one family of the package, such as ``"decision"``.

    Raises
    ------
    UnknownNameError
        If there is no such family.
    """
    if family is not None and family not in FAMILIES:
        raise UnknownNameError(f"no family {family!r} of bounds", hint=f"known are {', '.join(FAMILIES)}")
    found = _in_house(FAMILIES if family is None else (family,))
    if family is None:
        for entry in entry_points(group="itbounds.bounds"):
            offered = entry.load()
            if not isinstance(offered, Calculator):
                raise DTypeError(
                    f"the entry point {entry.name!r} of itbounds.bounds is a {type(offered).__name__}",
                    where=entry.name,
                    hint="offer an itbounds.bounds.Calculator",
                )
            found.setdefault(offered.theorem.name, offered)
    return found


def _in_house(families: tuple[str, ...]) -> dict[str, Calculator]:
    homes = (import_module(f"itbounds.bounds.{family}") for family in families)
    return {known.theorem.name: known for home in homes for known in home.CALCULATORS}


def names(family: str | None = None) -> tuple[str, ...]:
    """Return the names of all theorems, sorted; arguments as `calculators`.

    Examples
    --------
    >>> import itbounds as ib
    >>> "fano" in ib.bounds.names(), "fano" in ib.bounds.names("decision")
    (True, True)
    """
    return tuple(sorted(calculators(family)))


def theorem(name: str) -> Theorem:
    """Return what is known of a theorem: statement, assumptions, source, evidence, known answer.

    Raises
    ------
    UnknownNameError
        If there is none of that name.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.bounds.theorem("hellman_raviv").dominated_by
    ('feder_merhav',)
    """
    return _find(name).theorem


def evaluate(name: str, /, **inputs: Any) -> Bound:
    """Evaluate a theorem by name.

    Parameters
    ----------
    name : str
        One of `names`.
    **inputs
        The arguments of its function.

    Raises
    ------
    UnknownNameError
        If there is no such theorem, or it has no argument of a given name.
    DomainError
        If an argument is missing or outside of its range.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.bounds.evaluate("fano", conditional_entropy=0.434944, k=4).value
    0.0999999...
    """
    return _find(name).evaluate(inputs)


def search(text: str) -> tuple[str, ...]:
    """Return the names of theorems about some words: those with the words in their names first.

    Parameters
    ----------
    text : str
        Words; every one must occur in the name, the statement, the assumptions, the source or the
        documentation. Case is ignored.

    Examples
    --------
    >>> import itbounds as ib
    >>> ib.bounds.search("fano")[:3]
    ('block_fano', 'collapse_fano', 'collapse_textbook_fano')
    """
    words = str(text).lower().replace("_", " ").split()
    known = calculators()
    texts = {name: known[name].text().replace("_", " ") for name in sorted(known)}
    hits = [name for name, said in texts.items() if all(word in said for word in words)]
    return tuple(sorted(hits, key=lambda name: not all(word in name for word in words)))


def _find(name: str) -> Calculator:
    # Other distributions replace none of these, so that their metadata need not be read, which takes a while.
    known = _in_house(FAMILIES)
    if name not in known:
        known = calculators()
    if name in known:
        return known[name]
    close = get_close_matches(str(name), known, n=3) or sorted(known)
    raise UnknownNameError(f"no bound {name!r}", value=name, hint=f"known are {', '.join(close)}")
