"""Gaussian laws in exact arithmetic: rank, generalised inverse and conditional covariance, by elimination."""

from fractions import Fraction


def exact(matrix):
    """The rows of a matrix of doubles, as fractions."""
    return [[Fraction(float(v)) for v in row] for row in matrix]


def product(a, b):
    return [
        [sum((x * y for x, y in zip(row, col, strict=True)), Fraction(0)) for col in zip(*b, strict=True)]
        for row in a
    ]


def basis(covariance):
    """The first components that are no affine functions of the ones before."""
    rest, taken = [list(row) for row in covariance], []
    for i in range(len(rest)):
        if rest[i][i] == 0:
            continue
        taken.append(i)
        pivot = list(rest[i])
        for j in range(len(rest)):
            share = rest[j][i] / pivot[i]
            rest[j] = [v - share * w for v, w in zip(rest[j], pivot, strict=True)]
    return taken


def inverse(matrix):
    n = len(matrix)
    rows = [list(row) + [Fraction(i == j) for j in range(n)] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = next(k for k in range(i, n) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for k in range(n):
            if k != i:
                rows[k] = [v - rows[k][i] * w for v, w in zip(rows[k], rows[i], strict=True)]
    return [row[n:] for row in rows]


def conditional(covariance, x, y):
    """The regression of x on a basis of y, that basis, and the covariance that is left."""

    def part(rows, columns):
        return [[covariance[i][j] for j in columns] for i in rows]

    taken = [y[i] for i in basis(part(y, y))]
    if not taken:
        return [[] for _ in x], taken, part(x, x)
    gain = product(part(x, taken), inverse(part(taken, taken)))
    explained = product(gain, part(taken, x))
    rest = [[a - b for a, b in zip(*rows, strict=True)] for rows in zip(part(x, x), explained, strict=True)]
    return gain, taken, rest
