"""Small relations between entropies of which it is known whether Shannon's inequalities imply them."""

from collections.abc import Sequence
from dataclasses import dataclass

from itbounds.results.proof import ProofStatus

__all__ = ["KnownInequality", "known_inequalities"]

_INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
_TWO_OF_TWO = ("H(S|A,B) == 0", "indep(S; A)", "indep(S; B)")
_PATH = (
    "H(S|A,B) == 0",
    "H(S|B,C) == 0",
    "H(S|C,D) == 0",
    "indep(S; A,C)",
    "indep(S; A,D)",
    "indep(S; B,D)",
)
_MEMORYLESS = ("X2 -> X1 -> Y1", "X1,Y1 -> X2 -> Y2")
_NO_FEEDBACK = ("X2,Y2 -> X1 -> Y1", "X1,Y1 -> X2 -> Y2")
_COMMON = ("H(W|A) == 0", "H(W|B) == 0", "H(W) == I(A;B)")
_CYCLE = (
    "indep(A; B; C; D; E)",
    "H(N|A,B,C,D,E) == 0",
    "H(A|N,B,E) == 0",
    "H(B|N,A,C) == 0",
    "H(C|N,B,D) == 0",
    "H(D|N,C,E) == 0",
    "H(E|N,A,D) == 0",
    *(f"H({name}) == 1" for name in "ABCDE"),
)
_BUTTERFLY = (
    "indep(A; B)",
    "H(A) == H(B)",
    "H(N|A,B) == 0",
    "H(B|A,N) == 0",
    "H(A|B,N) == 0",
)

# Each line: where it is from, and pairs of claim and givens.
_PROVED: tuple[tuple[str, Sequence[tuple[str, str | Sequence[str]]]], ...] = (
    (
        "T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), chapter 2",
        (
            ("H(X,Y) == H(X) + H(Y|X)", ()),
            ("H(X,Y|Z) == H(X|Z) + H(Y|X,Z)", ()),
            ("I(X;Y) == H(X) + H(Y) - H(X,Y)", ()),
            ("I(X;Y) == H(X) - H(X|Y)", ()),
            ("I(X;X) == H(X)", ()),
            ("H(X|Y) <= H(X)", ()),
            ("H(X|Y,Z) <= H(X|Y)", ()),
            ("H(X,Y,Z) <= H(X) + H(Y) + H(Z)", ()),
            ("I(X;Y) <= H(X)", ()),
            ("I(X;Y,Z) == I(X;Y) + I(X;Z|Y)", ()),
            ("H(X,Y|Z) >= H(X|Z)", ()),
            ("I(X,Y;Z) >= I(X;Z)", ()),
            ("H(X,Y,Z) - H(X,Y) <= H(X,Z) - H(X)", ()),
            ("I(X;Z|Y) >= I(Z;Y|X) - I(Z;Y) + I(X;Z)", ()),
            ("I(X;Z) <= I(X;Y)", "X -> Y -> Z"),
            ("I(X;Y|Z) <= I(X;Y)", "X -> Y -> Z"),
            ("I(X;Y|Z) >= I(X;Y)", "indep(X; Z)"),
            ("I(A;D) <= I(B;C)", "A -> B -> C -> D"),
            ("I(A;C) + I(B;D) <= I(A;D) + I(B;C)", "A -> B -> C -> D"),
            ("H(Y) <= H(X)", "H(Y|X) == 0"),
            ("I(X;Y) >= I(X;Z)", "H(Z|Y) == 0"),
        ),
    ),
    (
        "R. W. Yeung, A framework for linear information inequalities (1997), and ITIP",
        (
            ("Z -> Y -> X", "X -> Y -> Z"),
            ("H(X,Y) - 1.04 H(Y) + 0.7 I(Y;X,Z) + 0.04 H(Y|Z) >= 0", ()),
            ("A -> B -> C", "A -> B -> C -> D"),
            ("A -> B -> D", "A -> B -> C -> D"),
            ("I(A;E) <= I(B;D)", "A -> B -> C -> D -> E"),
        ),
    ),
    (
        "T. S. Han (1978); F. Chung, R. Graham, P. Frankl and J. Shearer (1986)",
        (
            ("2 H(X,Y,Z) <= H(X,Y) + H(Y,Z) + H(X,Z)", ()),
            ("H(X,Y) + H(Y,Z) + H(X,Z) <= 2 H(X) + 2 H(Y) + 2 H(Z)", ()),
            ("2 H(A,B,C,D) <= H(A,B) + H(B,C) + H(C,D) + H(A,D)", ()),
            ("3 H(A,B,C,D) <= H(A,B,C) + H(A,B,D) + H(A,C,D) + H(B,C,D)", ()),
            ("H(A,B,C,D) >= H(A|B,C,D) + H(B|A,C,D) + H(C|A,B,D) + H(D|A,B,C)", ()),
            ("2 H(A,B,C,D,E) <= H(A,B) + H(B,C) + H(C,D) + H(D,E) + H(A,E)", ()),
        ),
    ),
    (
        "Graphoid axioms: J. Pearl and A. Paz (1987)",
        (
            ("I(X;Y,W|Z) == 0", ["I(X;Y|Z) == 0", "I(X;W|Y,Z) == 0"]),
            ("I(X;Y|Z,W) == 0", "I(X;Y,W|Z) == 0"),
            ("I(X;W|Z) == 0", "I(X;Y,W|Z) == 0"),
            ("I(Y;X|Z) == 0", "I(X;Y|Z) == 0"),
        ),
    ),
    (
        "C. E. Shannon, Communication theory of secrecy systems (1949)",
        (("H(M) <= H(K)", ["H(M|C,K) == 0", "indep(M; C)"]),),
    ),
    (
        "D. Slepian and J. K. Wolf (1973): converse",
        (
            ("H(X|Y) <= H(M)", ["H(M|X) == 0", "H(X|M,Y) == 0"]),
            ("H(X,Y) <= H(M) + H(N)", ["H(M|X) == 0", "H(N|Y) == 0", "H(X,Y|M,N) == 0"]),
            ("H(X|Y) <= H(M)", ["H(M|X) == 0", "H(N|Y) == 0", "H(X,Y|M,N) == 0"]),
        ),
    ),
    (
        "Perfect secret sharing: R. M. Capocelli, A. De Santis, L. Gargano and U. Vaccaro (1993)",
        (
            ("H(S) <= H(A)", ["H(S|A,B) == 0", "indep(S; B)"]),
            ("2 H(S) <= H(A) + H(B)", _TWO_OF_TWO),
            ("H(S) <= H(B)", _PATH),
            ("3 H(S) <= H(B) + H(C)", _PATH),
        ),
    ),
    (
        "A memoryless channel used twice, without feedback",
        (
            ("I(X1,X2;Y1,Y2) <= I(X1;Y1) + I(X2;Y2)", _MEMORYLESS),
            ("I(X1,X2;Y1,Y2) <= I(X1;Y1) + I(X2;Y2)", _NO_FEEDBACK),
            ("I(X1,X2;Y1,Y2) >= I(X1;Y1) + I(X2;Y2)", "indep(X1; X2)"),
        ),
    ),
    (
        "Wiretap and degraded broadcast channels: A. D. Wyner (1975); I. Csiszar and J. Korner (1978)",
        (
            ("I(U;Y) - I(U;Z) <= I(X;Y) - I(X;Z)", "U -> X -> Y -> Z"),
            ("I(X;Y|U) + I(U;Z) <= I(X;Y)", "U -> X -> Y -> Z"),
            ("I(U;Y) - I(U;Z) <= I(X;Y|Z)", "U -> X -> Y,Z"),
        ),
    ),
    (
        "Network coding: R. Ahlswede, N. Cai, S.-Y. R. Li and R. W. Yeung (2000)",
        (("H(N) >= H(A)", _BUTTERFLY), ("H(N) <= 2 H(A)", _BUTTERFLY)),
    ),
    (
        "Index coding of the cycle of five: A. Blasiak, R. Kleinberg and E. Lubetzky (2011)",
        (("H(N) >= 5/2", _CYCLE),),
    ),
    (
        "D. Hammer, A. Romashchenko, A. Shen and N. Vereshchagin (2000)",
        (
            (_INGLETON, _COMMON),
            (_INGLETON, "I(A;B) == 0"),
            (_INGLETON, "I(A;B|C) == I(A;B)"),
            ("H(W) <= H(W|A) + H(W|B) + I(A;B)", ()),
        ),
    ),
    (
        "Common information: P. Gacs and J. Korner (1973); A. D. Wyner (1975)",
        (
            ("H(W) <= I(X;Y)", ["H(W|X) == 0", "H(W|Y) == 0"]),
            ("I(W;X,Y) >= I(X;Y)", "X -> W -> Y"),
        ),
    ),
    (
        "The README of psitip: C. T. Li (2021)",
        (("1/2*I(X;W|Y) <= H(X|Z)", "X,W -> Y -> Z"),),
    ),
    (
        "A rate, and constants",
        (
            ("R >= H(X|Y)", "R >= H(X)"),
            ("H(X) >= 1", ["H(X,Y) >= 3", "H(Y) <= 2"]),
            ("R + Q >= H(X,Y)", ["R >= H(X)", "Q >= H(Y|X)"]),
        ),
    ),
)

_REFUTED: tuple[tuple[str, Sequence[tuple[str, str | Sequence[str]]]], ...] = (
    (
        "T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), chapter 2",
        (
            ("H(X) <= I(X;Y)", ()),
            ("I(X;Y|Z) <= I(X;Y)", ()),
            ("I(X;Y) <= I(X;Y|Z)", ()),
            ("H(X) == H(Y)", ()),
            ("H(X|Y) == H(Y|X)", ()),
            ("H(X,Y) >= H(X) + H(Y)", ()),
            ("I(X;Y) <= I(X;Z)", "X -> Y -> Z"),
            ("X -> Z -> Y", "X -> Y -> Z"),
            ("I(X;Y) + I(X;Z) <= I(X;Y,Z)", ()),
            ("I(X;Y,Z) <= I(X;Y) + I(X;Z)", "indep(X; Y)"),
            ("H(X) <= H(Y)", "H(Y|X) == 0"),
        ),
    ),
    # With PuLP's CBC psitip calls it true.
    ("The README of psitip: C. T. Li (2021)", (("3/2*I(X;W|Y) <= H(X|Z)", "X,W -> Y -> Z"),)),
    (
        "Pairwise independence is not independence: S. N. Bernstein",
        (
            ("indep(X; Y; Z)", ["indep(X; Y)", "indep(Y; Z)", "indep(X; Z)"]),
            ("indep(X; Y|Z)", ["indep(X; Y)", "indep(Y; Z)", "indep(X; Z)"]),
        ),
    ),
    # Intersection holds for positive laws only.
    (
        "Graphoid axioms: J. Pearl and A. Paz (1987)",
        (
            ("I(X;Y,W|Z) == 0", ["I(X;Y|Z,W) == 0", "I(X;W|Z,Y) == 0"]),
            ("I(X;Y|Z) == 0", "I(X;Y|Z,W) == 0"),
        ),
    ),
    (
        "T. S. Han (1978): weights that are too large",
        (
            ("3 H(X,Y,Z) <= H(X,Y) + H(Y,Z) + H(X,Z)", ()),
            ("4 H(A,B,C,D) <= H(A,B,C) + H(A,B,D) + H(A,C,D) + H(B,C,D)", ()),
        ),
    ),
    (
        "Secrets, channels, networks with less than they need",
        (
            ("H(K) <= H(M)", ["H(M|C,K) == 0", "indep(M; C)"]),
            ("3 H(S) <= H(A) + H(B)", _TWO_OF_TWO),
            ("I(X1,X2;Y1,Y2) >= I(X1;Y1) + I(X2;Y2)", _NO_FEEDBACK),
            ("H(N) <= H(A)", _BUTTERFLY),
        ),
    ),
    ("A constant", (("H(X) <= 1", "H(X,Y) <= 2"),)),
    # It holds for the ranks of linear subspaces.
    ("A. W. Ingleton, Representation of matroids (1971)", ((_INGLETON, ()),)),
)

_OPEN: tuple[tuple[str, Sequence[tuple[str, str | Sequence[str]]]], ...] = (
    (
        "Z. Zhang and R. W. Yeung, On characterization of entropy function (1998)",
        (("2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)", ()),),
    ),
    (
        "F. Matus, Infinitely many information inequalities (2007)",
        ((_INGLETON, ["I(A;B|C) == 0", "I(A;C|B) == 0"]), (_INGLETON, ["I(A;C|B) == 0", "I(B;C|A) == 0"])),
    ),
    # Laws are not sought where rates are free.
    ("A rate", (("2 R <= 5", "R <= H(X)"),)),
)


@dataclass(frozen=True)
class KnownInequality:
    """A relation, what is given, and what Shannon's inequalities and a search for a law say of it.

    Parameters
    ----------
    claim : str
    given : tuple of str
    status : ProofStatus
        PROVED; REFUTED, if a small law violates it; or NOT_IMPLIED, if it holds for all laws but is not
        Shannon's, or if no law is sought.
    source : str
    """

    claim: str
    given: tuple[str, ...]
    status: ProofStatus
    source: str

    def __str__(self) -> str:
        return f"{self.claim} given {'; '.join(self.given)}" if self.given else self.claim


def known_inequalities(status: ProofStatus | None = None) -> tuple[KnownInequality, ...]:
    """Return the table, or those of one status.

    Examples
    --------
    >>> from itbounds import ProofStatus
    >>> print(known_inequalities(ProofStatus.REFUTED)[0])
    H(X) <= I(X;Y)
    """
    tables = (
        (ProofStatus.PROVED, _PROVED),
        (ProofStatus.REFUTED, _REFUTED),
        (ProofStatus.NOT_IMPLIED, _OPEN),
    )
    return tuple(
        KnownInequality(claim, (given,) if isinstance(given, str) else tuple(given), found, source)
        for found, table in tables
        if status in (None, found)
        for source, cases in table
        for claim, given in cases
    )
