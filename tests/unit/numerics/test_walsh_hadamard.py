"""The Walsh-Hadamard transform against its matrix."""

import numpy as np
import pytest
from scipy.linalg import hadamard

from itbounds.errors import ShapeError
from itbounds.numerics.walsh_hadamard import walsh_hadamard


@pytest.mark.parametrize("levels", range(7))
def test_it_is_the_product_with_the_matrix_of_hadamard(levels: int) -> None:
    values = np.random.default_rng(levels).normal(size=(3, 2**levels))
    assert walsh_hadamard(values) == pytest.approx(values @ hadamard(2**levels), abs=1e-12)
    assert walsh_hadamard(walsh_hadamard(values)) == pytest.approx(values * 2**levels, abs=1e-10)


def test_it_leaves_its_input_alone_and_refuses_other_lengths() -> None:
    values = np.ones(4)
    walsh_hadamard(values)
    assert values.tolist() == [1.0] * 4
    for shape in ((3,), (0,), ()):
        with pytest.raises(ShapeError, match="power of two"):
            walsh_hadamard(np.ones(shape))
