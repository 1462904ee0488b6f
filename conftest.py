"""What all tests and doctests share: shapes checked at run time, reproducible laws, figures without a screen.

This file is loaded before the package is imported, so that the annotations of ``itbounds._typing`` become
jaxtyping types, which beartype checks. By default it checks the forms, through which every question passes to
a solver, at no measurable cost; with ``ITBOUNDS_SHAPES=all``, which takes twice as long, every annotated
argument and return value of the numerical layers, for which tests of tiny instances pay twice.
"""

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

os.environ.setdefault("ITBOUNDS_SHAPES", "forms")
os.environ.setdefault("MPLBACKEND", "Agg")

CHECKED = {
    "forms": ("itbounds.forms",),
    "all": ("itbounds.numerics", "itbounds.kernels", "itbounds.forms", "itbounds.solvers"),
}

# Where a float is asked for an int will do (PEP 484's numeric tower).
install_import_hook(
    CHECKED[os.environ["ITBOUNDS_SHAPES"]],
    "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))",
)

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile("ci", max_examples=25, deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(autouse=True)
def _tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run doctests in a scratch directory, for those that save figures, and close every figure afterwards."""
    if isinstance(request.node, pytest.DoctestItem):
        request.getfixturevalue("monkeypatch").chdir(request.getfixturevalue("tmp_path"))
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
