"""Paired timings in one process, medians of ratios, and what machine they were taken on."""

import argparse
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Peer:
    """A competitor: its name, a call that returns the gap it reaches (None if unknown), how often it runs."""

    name: str
    call: Callable[[], float | None]
    runs: int | None = None


def options(description, families):
    """Return the options that every comparison has."""
    parser = argparse.ArgumentParser(description=description)
    add = parser.add_argument
    add("--runs", type=int, default=5, help="paired runs of which the median is printed (%(default)s)")
    add("--capped-runs", type=int, help="fewer runs of the peers that may meet the cap")
    add("--quick", action="store_true", help="small sizes and short caps, to see that it works")
    add("--cap", type=float, default=60.0, help="seconds after which a peer is stopped (%(default)s)")
    add("--only", nargs="+", choices=families, default=families, metavar="FAMILY", help=", ".join(families))
    add("--peer-threads", type=int, default=1, help="BLAS threads of the peers (%(default)s)")
    return parser


def seconds(call):
    """Return the time of a call, and its value."""
    start = perf_counter()
    value = call()
    return perf_counter() - start, value


def compare(label, ours, peers, runs):
    """Time our call and every peer in turn, `runs` times over; print medians of times and ratios."""
    own, times, gaps = [], {peer.name: [] for peer in peers}, {}
    for run in range(runs):
        elapsed, gap = seconds(ours)
        own.append(elapsed)
        for peer in peers:
            if peer.runs is None or run < peer.runs:
                elapsed, gaps[peer.name] = seconds(peer.call)
                times[peer.name].append(elapsed)
    _row(label, "itbounds, certified", median(own), "", f"gap {gap:.1e}")
    for peer in peers:
        taken, reached = times[peer.name], gaps[peer.name]
        ratio = median(theirs / mine for theirs, mine in zip(taken, own, strict=False))
        told = "no gap known" if reached is None else f"gap {reached:.1e}"
        told += "" if len(taken) == runs else f", {len(taken)} of {runs} runs"
        _row("", peer.name, median(taken), f"{ratio:.3g}x", told)


def _row(label, name, time, ratio, told):
    print(f"{label:<26} {name:<36} {time:>9.4g} s {ratio:>8}  {told}", flush=True)


def machine():
    """Print processor, versions and load."""
    found = []
    for name in ("itbounds", "numpy", "scipy", "cvxpy", "clarabel", "dit"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    print(f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(", ".join(found))
    print(
        f"load of the machine {os.getloadavg()[0]:.1f}; ratios are peer over ours, medians of paired runs\n"
    )


def _processor():
    try:
        with open("/proc/cpuinfo") as file:
            names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()
