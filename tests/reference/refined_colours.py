"""Colour refinement as it is defined: sorted lists of entries and colours, until nothing changes."""


def refined_colours(W, kinds=None):
    """Return the classes of inputs and of outputs, numbered in the order of their first letters."""
    rows = [tuple(row) for row in W.tolist()]
    columns = list(zip(*rows, strict=True))
    x_colours = numbered([0] * len(rows) if kinds is None else list(kinds))
    y_colours = [0] * len(columns)
    while True:
        x_new = numbered(
            [(c, sorted(zip(y_colours, row, strict=True))) for c, row in zip(x_colours, rows, strict=True)]
        )
        y_new = numbered(
            [
                (c, sorted(zip(x_new, column, strict=True)))
                for c, column in zip(y_colours, columns, strict=True)
            ]
        )
        if (x_new, y_new) == (x_colours, y_colours):
            return x_new, y_new
        x_colours, y_colours = x_new, y_new


def numbered(values):
    """Number values in the order in which they come first."""
    seen = []
    return [seen.index(value) if value in seen else seen.append(value) or len(seen) - 1 for value in values]
