"""Time the decomposition of information against dit's on random laws of three variables.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.pid [--size 6] [--laws 12] [--timeout 120]

Run it where dit is installed. Ours is the public call with certificates to 1e-7 bit; dit's `PID_BROJA` has
none. The least information that is not redundant decides everything: printed is by how much dit's unique
parts lie outside of our intervals, and the ratio of the times, law by law.
"""

import argparse
import signal
from statistics import median

import numpy as np

import itbounds as ib
from benchmarks.timing import machine, seconds
from benchmarks.yardsticks import has_dit

TOLERANCE = 1e-7


class _TimeoutError(BaseException):
    """Not one of the exceptions that dit takes for a failure of one of its methods."""


def ours(law):
    """Return the certified decomposition."""
    parts = ib.pid(law, tol=TOLERANCE)
    if max(part.gap for part in parts) > TOLERANCE:
        raise SystemExit(f"an interval is wider than {TOLERANCE}: {list(parts)}")
    return parts


def dit_broja(law, timeout):
    """Return dit's two unique parts in bits, or what kept it from them."""
    import dit
    from dit.exceptions import OptimizationException
    from dit.pid import PID_BROJA

    letters = [tuple(map(int, cell)) for cell in np.ndindex(law.shape)]
    joint = dit.Distribution(letters, law.ravel())

    def stop(*_):
        raise _TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(timeout)
    try:
        found = PID_BROJA(joint, [[0], [1]], [2])
        return [float(found.get_pi(((source,),))) for source in (0, 1)]
    except _TimeoutError:
        return f"not done after {timeout} s"
    except OptimizationException:
        return "gives up"
    finally:
        signal.alarm(0)


def main():
    """Print one line for each law, and the median and worst ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=6, help="letters of each variable (%(default)s)")
    parser.add_argument("--laws", type=int, default=12, help="random laws (%(default)s)")
    parser.add_argument("--timeout", type=int, default=120, help="seconds for dit (%(default)s)")
    arguments = parser.parse_args()
    machine()
    peer = has_dit()
    shape, times, ratios = (arguments.size,) * 3, [], []
    ours(np.random.default_rng(0).dirichlet(np.ones(27)).reshape(3, 3, 3))
    for number in range(arguments.laws):
        # Every second law is sparse: many cells of hardly any probability are the hard case.
        weight = 1.0 if number % 2 == 0 else 0.3
        law = np.random.default_rng(number).dirichlet(np.full(np.prod(shape), weight)).reshape(shape)
        taken, parts = seconds(lambda law=law: ours(law))
        times.append(taken)
        told = f"law {number:>2}, weights {weight}: ours {1e3 * taken:>7.1f} ms"
        if peer:
            elapsed, unique = seconds(lambda law=law: dit_broja(law, arguments.timeout))
            ratios.append(elapsed / taken)
            if isinstance(unique, str):
                told += f", dit {unique}: {elapsed:.2f} s, {ratios[-1]:.0f}x"
            else:
                pairs = zip((parts.unique1, parts.unique2), unique, strict=True)
                outside = max(max(0.0, value - part.upper, part.lower - value) for part, value in pairs)
                told += f", dit {elapsed:.2f} s, {ratios[-1]:.0f}x, its values {outside:.0e} bit outside"
        print(told, flush=True)
    print(f"ours: median {1e3 * median(times):.1f} ms, worst {1e3 * max(times):.1f} ms")
    if ratios:
        print(f"dit over ours: median {median(ratios):.0f}x, least {min(ratios):.0f}x")


if __name__ == "__main__":
    main()
