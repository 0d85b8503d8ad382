"""Which lines may hold a secret, judged in no time by their words: only these are worth the detectors.

What is passed over here is never looked at again, so that a word too many does no harm and one too few does.
Every shape of `process.secret_shapes` and of detect-secrets is in it; a test holds them together.
"""

import re

from acmeinc.incident import ulid

_TALK = (b"key", b"pw", b"pass", b"secret", b"token", b"contrase", b"private")
"""What people, and settings, call a secret."""

_SIGNS = (
    *(
        b"hooks.",
        b"hooks/",
        b"webhook.",
        b"xox",
        b"xapp-",
        b"sig=",
        b"gho_",
        b"ghp_",
        b"ghr_",
        b"ghs_",
        b"ghu_",
        b"github_pat_",
    ),
    *(b"gr0000000", b"glpat-", b"gldt-", b"glptt-", b"glrt-", b"glcbt-", b"gloas-", b"glsoat-", b"glft-"),
    *(b"glimt-", b"glagent-", b"softlayer.com/", b"putty-user", b"-us0", b"pypi-age", b"sq0csp-"),
    *(b"k_live_", b"eyj", b"t0blbkfj"),
)
"""Of which a word has one that may be a secret, in small letters and every digit a zero."""

_SHAPES = re.compile(
    rb"://\S*@|(?<!\w)A(?:KC[a-zA-Z0-9]{10}|P[\dA-F][a-zA-Z0-9]{8})"
    rb"|(?:A\dT[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[0-9A-Z]{16}"
    rb"|[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27}|SG\.[\w-]{22}\.|\d{8}:[\w-]{35}|(?:AC|SK)[a-z0-9]{32}"
)
"""What a word looks like that may be a secret without a sign; a digit may be any other one."""

_SHORTEST = 9
"""How long a word is at least that has a shape: `a://b:c@d`."""

ID = re.compile(rb"[0-7](?<![0-9A-Za-z][0-7])%b(?![0-9A-Za-z])" % ulid.PATTERN[len("[0-7]") :].encode())
"""An id of a document: it holds letters by chance."""

_ASSIGNED = re.compile(
    rb"(?:%b)(?:\w*[\])'\"`]{0,3}[^\S\n]*(?:[=:!('\"`]|[^\S\n][\w+/=-]{24})|\S{0,50}\s*['\"`])"
    rb"|[!=]=|private key" % b"|".join(_TALK),
    re.IGNORECASE,
)
_ALIKE = bytes.maketrans(b"123456789", b"000000000")

_ROOM = 200_000
_innocent: set[bytes] = set()
"""Words that were judged already, every digit a zero: people, and templates, mostly say the same ones."""


def may_hold_secret(text: bytes) -> bool:
    """Return whether a line of a text in UTF-8 may hold a secret."""
    return _any_suspect(text) and any(map(_is_suspect_line, text.split(b"\n")))


def _any_suspect(text: bytes) -> bool:
    """Return whether one of the words of a text may be a part of a secret."""
    unknown = set(text.split()) - _innocent
    if not unknown:
        return False
    if len(_innocent) > _ROOM:
        _innocent.clear()
    unknown = set(ID.sub(b"", b" ".join(unknown)).translate(_ALIKE).split()) - _innocent
    suspects = {word for word in unknown if _has_sign(word) or _has_shape(word)}
    _innocent.update(unknown - suspects)
    return bool(suspects)


def _is_suspect_line(line: bytes) -> bool:
    alike = ID.sub(b"", line).translate(_ALIKE)
    lowered = alike.lower()
    if any(sign in lowered for sign in _SIGNS) or _SHAPES.search(alike):
        return True
    return any(sign in lowered for sign in _TALK) and _ASSIGNED.search(line) is not None


def _has_sign(word: bytes) -> bool:
    lowered = word.lower()
    return any(sign in lowered for sign in _TALK) or any(sign in lowered for sign in _SIGNS)


def _has_shape(word: bytes) -> bool:
    return len(word) >= _SHORTEST and _SHAPES.search(word) is not None
