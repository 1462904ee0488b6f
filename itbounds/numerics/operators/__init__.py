"""Structured stochastic matrices: sparse, functions, products, shifts, files; they act without being formed.

A `Kernel` holds any of them; numpy forms them where an array is asked for and they are small enough.
"""

from itbounds.numerics.operators.algebra import compose, factorwise, marginal, product
from itbounds.numerics.operators.base import Operator
from itbounds.numerics.operators.chain import Chain
from itbounds.numerics.operators.constructors import (
    as_operator,
    circulant,
    deterministic,
    kron,
    memmap,
    sparse,
    toeplitz,
)
from itbounds.numerics.operators.dense import Dense, settled
from itbounds.numerics.operators.kronecker import Kronecker
from itbounds.numerics.operators.row_blocks import RowBlocks, row_blocks
from itbounds.numerics.operators.shifts import Circulant, Toeplitz
from itbounds.numerics.operators.sparse import Sparse, as_sparse_operator, is_large_sparse
from itbounds.numerics.operators.stored import Stored
from itbounds.numerics.operators.table import Deterministic, Identity, as_table, function_table

__all__ = [
    "Chain",
    "Circulant",
    "Dense",
    "Deterministic",
    "Identity",
    "Kronecker",
    "Operator",
    "RowBlocks",
    "Sparse",
    "Stored",
    "Toeplitz",
    "as_operator",
    "as_sparse_operator",
    "as_table",
    "circulant",
    "compose",
    "deterministic",
    "factorwise",
    "function_table",
    "is_large_sparse",
    "kron",
    "marginal",
    "memmap",
    "product",
    "row_blocks",
    "settled",
    "sparse",
    "toeplitz",
]
