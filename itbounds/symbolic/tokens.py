"""The words of the string grammar: numbers, names, operators, each with its place."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from itbounds.errors import ParseError

__all__ = ["Token", "tokens", "words"]

TWO_CHARACTERS = ("<=", ">=", "==", "->")
ONE_CHARACTER = "+-*/()|;,="
TYPESET = {"≤": "<=", "≥": ">=", "→": "->", "−": "-", "·": "*"}
STRICT = "strict inequalities are not closed under limits: write <= or >="


WORD = r"[A-Za-z_]\w*|\d+(?![\d.eE])|<=|>=|==|->|[-+*/()|;,=]"
PLAIN = re.compile(rf"(?:\s*(?:{WORD}))*\s*", re.ASCII)
"""Strings of ASCII names, whole numbers and operators."""


class Token(NamedTuple):
    """A word: its kind, its text, and the index of its first character."""

    kind: Literal["number", "name", "operator", "end"]
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """Split a string into words, of which the last has the kind ``"end"``.

    Raises
    ------
    ParseError
        At a character that begins no word, and for numbers that could be read in two ways.

    Examples
    --------
    >>> [token.text for token in tokens("3/2*I(X;Y) >= 0.5 R1")]
    ['3', '/', '2', '*', 'I', '(', 'X', ';', 'Y', ')', '>=', '0.5', 'R1', '']
    """
    return [*_words(text), Token("end", "", len(text))]


def words(text: str) -> list[str]:
    """Return the words alone, at once if the string is plain; the last one is empty.

    Raises
    ------
    ParseError
        As `tokens`.

    Examples
    --------
    >>> words("3 I(X;Y)")
    ['3', 'I', '(', 'X', ';', 'Y', ')', '']
    """
    if PLAIN.fullmatch(text):
        return [*re.findall(WORD, text, re.ASCII), ""]
    return [token.text for token in tokens(text)]


def _words(text: str) -> Iterator[Token]:
    i = 0
    while i < len(text):
        character = text[i]
        if character.isspace():
            i += 1
        elif character in "0123456789" or (character == "." and text[i + 1 : i + 2].isdecimal()):
            word = _number(text, i)
            yield Token("number", word, i)
            i += len(word)
        elif character.isidentifier():
            end = i + 1
            while end < len(text) and text[i : end + 1].isidentifier():
                end += 1
            yield Token("name", text[i:end], i)
            i = end
        elif text[i : i + 2] in TWO_CHARACTERS:
            yield Token("operator", text[i : i + 2], i)
            i += 2
        elif character in TYPESET or character in ONE_CHARACTER:
            yield Token("operator", TYPESET.get(character, character), i)
            i += 1
        else:
            hint = STRICT if character in "<>" else ""
            raise ParseError(f"unexpected character {character!r}", text=text, position=i, hint=hint)


def _number(text: str, start: int) -> str:
    end = start
    while end < len(text) and text[end] in "0123456789.":
        end += 1
    word = text[start:end]
    if word.count(".") > 1:
        raise ParseError(f"{word!r} is no number", text=text, position=start)
    after = text[end : end + 3]
    if after[:1] in ("e", "E") and after[1:].lstrip("+-")[:1].isdecimal():
        hint = "write the decimals out; for a variable of that name, put * before it"
        raise ParseError("exponents are not read here", text=text, position=end, hint=hint)
    return word
