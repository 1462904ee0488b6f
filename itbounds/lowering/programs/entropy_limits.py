"""Limits on entropies that no law meets, seen from the sizes of alphabets alone."""

from math import log, prod

from itbounds.errors import InfeasibleError
from itbounds.lowering.programs.instance import Instance, Tally

__all__ = ["largest", "require_possible"]

# What is short by less than this, relative to what is asked for, may be short by rounding alone.
_MARGIN = 1e-9


def largest(tally: Tally, sizes: tuple[int, ...]) -> float:
    r"""Return an upper bound on a functional, in nats, whatever the law.

    Each :math:`-H(S)` is set against some :math:`H(T)`: with :math:`T \subseteq S` the two are at most 0
    together, and with :math:`T \supset S` at most :math:`\ln |T \setminus S|`; what is left is at most
    :math:`\ln |T|`, and means are at most the largest entry of their tables.

    Examples
    --------
    The information of two bits about one another is at most one bit:

    >>> from fractions import Fraction
    >>> one = Fraction(1)
    >>> round(largest(Tally({0b01: one, 0b10: one, 0b11: -one}), (2, 2)), 6)
    0.693147
    """

    def letters(mask: int) -> float:
        return log(prod(size for i, size in enumerate(sizes) if mask >> i & 1))

    left = {mask: value for mask, value in tally.entropies.items() if mask and value > 0}
    total = 0.0
    for mask, value in sorted(tally.entropies.items(), key=lambda item: -item[0].bit_count()):
        need = -value if mask else type(value)(0)
        inside = sorted((m for m in left if m & ~mask == 0), key=letters, reverse=True)
        around = sorted((m for m in left if mask & ~m == 0), key=letters)
        for other in (*inside, *around):
            if need <= 0:
                break
            share = min(need, left[other])
            need, left[other] = need - share, left[other] - share
            total += float(share) * letters(other & ~mask)
    total += sum(float(value) * letters(mask) for mask, value in left.items())
    weights = [(tally.worth * float(table.weight), table.values) for table in tally.tables]
    means = sum(float((weight * values).max()) for weight, values in weights)
    return total + means + tally.worth * float(tally.constant)


def require_possible(instance: Instance) -> None:
    """Refuse limits on entropies that are beyond the logarithms of the alphabets.

    Raises
    ------
    InfeasibleError
        If a limit asks for more than they allow.
    """
    for limit in instance.limits:
        if not limit.tally.entropies:
            continue
        for tally in (limit.tally, -limit.tally) if limit.sense == "eq" else (limit.tally,):
            bound = largest(tally, instance.sizes)
            if bound < -_MARGIN * (1.0 + tally.worth * abs(float(tally.constant))):
                asked = {mask for mask, value in tally.entropies.items() if value}
                named = sorted({i for mask in asked for i in instance.positions(mask)})
                sizes = ", ".join(f"{instance.model.order[i]} has {instance.sizes[i]}" for i in named)
                raise InfeasibleError(
                    f"a constraint on entropies is missed by {-bound:.3g} nat at least: of letters {sizes}",
                    value=bound,
                    hint="loosen it, or enlarge an alphabet; entropies are at most the logarithm of its size",
                )
