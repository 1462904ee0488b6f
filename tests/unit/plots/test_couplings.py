"""Results about couplings and common parts draw themselves, with a title that TeX can read."""

import numpy as np
import pytest

import itbounds as ib

RESULTS = {
    "common part": lambda: ib.gacs_korner(np.kron(np.eye(2), np.full((2, 2), 1 / 8))),
    "least entropy": lambda: ib.minimum_entropy_coupling([0.5, 0.3, 0.2], [0.6, 0.4]),
    "encoder": lambda: ib.entropy_bounded_information([0.7, 0.2, 0.1], 0.8),
    "chain": lambda: ib.coupling_with_bottleneck([0.7, 0.2, 0.1], [0.5, 0.5], 0.6),
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_draw_themselves(name):
    result = RESULTS[name]()
    axes = result.plot()
    axes.figure.canvas.draw()
    assert result.to_latex() in axes.get_title()
    assert axes.patches or axes.images
