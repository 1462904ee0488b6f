"""Information inequalities with exact certificates against psitip with GLOP, in one process.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.inequalities [--runs 3] [--only small generic] [--cap 120]

How to install psitip, which is not a dependency, is in benchmarks/psitip_translation.py. Ours is the public
call from strings to a verified certificate or an exact counterexample (without the search for a law, which
psitip does not do); theirs builds its expressions and decides in floating point. Ratios are the peer's time
over ours, medians of paired runs; large cases of the peer run in a fork of this process, and are stopped at
the cap, so that their ratio is a lower bound.
"""

import multiprocessing
from statistics import median

import numpy as np

import itbounds as ib
from benchmarks.psitip_translation import Question, load
from benchmarks.timing import machine, options, seconds
from itbounds.symbolic.non_shannon import dougherty_freiling_zeger, matus
from itbounds.testing.known_inequalities import known_inequalities
from itbounds.testing.network_problems import caching, index_coding

FAMILIES = ("small", "generic", "markov", "caching")


def generic(size, seed):
    """Return a sum of 2n random conditional informations of n variables, written by joint entropies."""
    rng, total = np.random.default_rng([size, seed]), {}
    for _ in range(2 * size):
        while True:
            part = rng.integers(4, size=size)
            if (part == 0).any() and (part == 1).any():
                break
        first, second, rest = (frozenset(np.flatnonzero(part == k).tolist()) for k in range(3))
        for group, sign in ((first | rest, 1), (second | rest, 1), (first | second | rest, -1), (rest, -1)):
            if group:
                total[group] = total.get(group, 0) + sign
    terms = [
        f"{'-' if value < 0 else '+'} {abs(value)} H({','.join(f'X{i}' for i in sorted(group))})"
        for group, value in total.items()
        if value
    ]
    return " ".join(terms).removeprefix("+ ") + " >= 0", ()


def markov(size):
    """Return the data processing inequality of a long chain."""
    names = [f"X{i}" for i in range(size)]
    return f"I(X0;X{size - 1}) <= I(X{size // 2 - 1};X{size // 2})", (" -> ".join(names),)


def tian():
    """Return the middle facet of caching for two files and three users, averaged over the symmetry."""
    problem = caching(2, 3, [(1, 1, 2), (1, 1, 1)])
    given = [str(one) for one in problem.given if not one.rate_names and "== 1" not in str(one)]
    sent = ("X112", "X121", "X122", "X211", "X212", "X221")
    parts = [f"2 H(Z{k})" for k in (1, 2, 3)] + [f"H({name})" for name in sent]
    return f"{' + '.join(parts)} >= 5 H(W1,W2)", given, problem.symmetry


def cases():
    """Yield the table of known cases, and more that are small: claim, givens, whether Shannon's."""
    for known in known_inequalities():
        yield known.claim, known.given, known.status is ib.ProofStatus.PROVED
    for named in (*dougherty_freiling_zeger(), matus(2), matus(2, 2)):
        yield str(named.relation), (), False
    given = [str(one) for one in caching(2, 2, [(1, 2)]).given]
    for claim, implied in (("2 M + R >= 2", True), ("2 M + 2 R >= 3", True), ("2 M + 2 R >= 7/2", False)):
        yield claim, given, implied
    given = [str(one) for one in index_coding({1: [2], 2: [3], 3: [1]}).given]
    yield "R >= 2", given, True
    yield "R >= 5/2", given, False
    for size in (6, 7):
        names = [f"X{i}" for i in range(size)]
        rests = " + ".join(f"H({','.join(name for name in names if name != out)})" for out in names)
        yield f"{size - 1} H({','.join(names)}) <= {rests}", (), True
        yield f"{size} H({','.join(names)}) <= {rests}", (), False


def ours(claim, given=(), symmetry=()):
    """Decide by the public call, and check that it is decided with exact evidence."""
    proof = ib.prove(claim, given, symmetry=symmetry, search=False)
    if proof.certificate is None and proof.counterexample is None:
        raise SystemExit(f"not decided: {claim}")
    return proof


def capped(call, cap):
    """Run a call in a fork of this process; return its time, and its value or None at the cap."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=lambda: sender.send(seconds(call)))
    worker.start()
    if receiver.poll(cap):
        found = receiver.recv()
        worker.join()
        return found
    worker.kill()
    worker.join()
    return cap, None


def large(psitip, label, asked, runs, cap):
    """Print the times of a large case."""
    claim, given, *symmetry = asked
    own, ratios, theirs, answer = [], [], 0.0, None
    question = psitip and Question(psitip, claim, given)
    for _ in range(runs):
        elapsed, proof = seconds(lambda: ours(claim, given, *symmetry))
        own.append(elapsed)
        if question:
            theirs, answer = capped(question, cap)
            ratios.append(theirs / elapsed)
    told = f"{proof.status.name}, {'; '.join(proof.provenance.notes) or 'no program'}"
    print(f"{label:<26} itbounds {median(own):9.4g} s           {told}", flush=True)
    if question:
        at_cap = "more than " if answer is None else ""
        print(
            f"{'':<26} psitip   {theirs:9.4g} s  {at_cap}{median(ratios):.3g}x  answer {answer}", flush=True
        )


def small(psitip, runs):
    """Print the times of all small cases, and of which psitip says something else than is known."""
    asked = list(cases())
    questions = [Question(psitip, claim, given) for claim, given, _ in asked] if psitip else []
    own, theirs, each = [], [], []
    for _ in range(runs):
        first = [seconds(lambda case=case: ours(*case[:2])) for case in asked]
        second = [seconds(question) for question in questions]
        own.append(sum(elapsed for elapsed, _ in first))
        theirs.append(sum(elapsed for elapsed, _ in second))
        each += [late / soon for (soon, _), (late, _) in zip(first, second, strict=False)]
    for (claim, given, implied), (_, proof) in zip(asked, first, strict=True):
        if proof.proved != implied:
            raise SystemExit(f"{claim} given {given}: {proof.status.name}")
    wrong = [claim for (claim, _, implied), (_, said) in zip(asked, second, strict=False) if said != implied]
    print(f"{f'{len(asked)} small cases':<26} itbounds {median(own):9.4g} s")
    if psitip:
        ratio = median(late / soon for late, soon in zip(theirs, own, strict=True))
        print(f"{'':<26} psitip   {median(theirs):9.4g} s  {ratio:.3g}x in all, median {median(each):.3g}x")
        print(f"{'':<26} psitip says otherwise of {len(wrong)}: {'; '.join(wrong)}", flush=True)


def main():
    """Print the table."""
    parser = options(__doc__.splitlines()[0], FAMILIES)
    parser.add_argument("--instances", type=int, default=5, help="generic instances of a size (%(default)s)")
    arguments = parser.parse_args()
    machine()
    psitip = load()
    if psitip is None:
        print("psitip is not installed: our times alone\n")
    else:
        Question(psitip, "I(X;Z) <= I(X;Y)", ["X -> Y -> Z"])()  # a first call loads what is loaded late
    ours(*markov(4))
    runs, cap, quick = arguments.runs, arguments.cap, arguments.quick
    capped_runs = arguments.capped_runs or runs
    if "small" in arguments.only:
        small(psitip, runs)
    if "generic" in arguments.only:
        for size in (6,) if quick else (8, 10):
            for seed in range(arguments.instances):
                label, own_runs = f"generic {size}, instance {seed}", runs if size < 10 else capped_runs
                large(psitip, label, generic(size, seed), own_runs, cap)
    if "markov" in arguments.only:
        for size in (8,) if quick else (12, 14):
            large(psitip, f"chain of {size}", markov(size), runs if size < 14 else capped_runs, cap)
    if "caching" in arguments.only and not quick:
        large(psitip, "caching (2,3), 3M+3R>=5", tian(), capped_runs, cap)


if __name__ == "__main__":
    main()
