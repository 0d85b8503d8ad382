"""Any bytes at all, shown to everything that reads an incident document: nothing may raise, nothing may hang.

    pip install atheris
    python tests/fuzz/documents.py -max_total_time=60

Needs atheris, which is no dependency of this project, and runs outside CI. What it finds is written to
`crash-…` or `slow-unit-…` in the current folder: give that file instead of a time to see it again.
"""

import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["acmeinc"]):
    from acmeinc.checks.document_whole import taken_apart
    from acmeinc.checks.documents import Context, document_problems
    from acmeinc.checks.tidy import Document, tidied
    from acmeinc.incident.merge import TwoIncidents, merge
    from acmeinc.incident.parts import parse, render
    from acmeinc.incident.reading import read

GOLDEN = Path(__file__).parents[1] / "golden"
ID = "inc-26-11-23-sev-2-login-is-down-for-all-customers"
PATH = f"incidents/2026/11/{ID}.md"
BUG = "incidents/2026/11/bug-26-11-23-search-is-slow.md"
CONTEXT = Context(("SEV1", "SEV2", "SEV3"), datetime(2026, 11, 26, 12, tzinfo=UTC))
SECONDS = 1
WORDS = (
    *("---\\x0a", "# acmeinc 00000000", "<!-- acmeinc:timeline -->", "<!-- /acmeinc:timeline -->", "\\x0a- "),
    *("<<<<<<< ", "=======", ">>>>>>> ", "<!-- 01M84DRQ282RRXCZYZCJGDHQZG", " kind=note", ' sum=\\"', "<br>"),
    *(
        " after.status=[",
        " corrects=",
        " add.customers=[",
        "~~",
        "**",
        "| ",
        " -00:00",
        "acmeinc-ignore: blame",
    ),
    *(
        "milestones:",
        "severity: ",
        "human error",
        "password=",
        "://a:b@",
        "```",
        "\\x0d\\x0a",
        "\\xef\\xbb\\xbf",
    ),
)


def one(data: bytes) -> None:
    """Show a text to every reader; raise where one of them says what cannot be."""
    text = data.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode()
    assert render(parse(text)) == text
    read(text)
    lines = text.count("\n") + 1
    for path in (PATH, BUG):
        for problem in document_problems(text, path, CONTEXT):
            assert 1 <= problem.line <= lines and problem.column >= 1 and problem.rule, problem
    if tidied([Document(PATH, text.encode())], CONTEXT.severities)[0]:
        assert taken_apart(text, PATH, CONTEXT.severities).problems == ()
    with suppress(TwoIncidents):
        merge("", text, text)


def main() -> None:
    """Fuzz, from a good document and small pieces of it on."""
    text = (GOLDEN / "incident" / f"{ID}.md").read_bytes()
    with TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        pieces = text.split(b"\n## ")
        for number, piece in enumerate((b"\n".join(text.split(b"\n")[:60]), *pieces, text)):
            (seeds / str(number)).write_bytes(piece)
        words = Path(folder) / "words"
        words.write_text("".join(f'"{word}"\n' for word in WORDS), encoding="utf-8")
        flags = [f"-dict={words}", f"-timeout={SECONDS}", "-rss_limit_mb=2048", "-max_len=30000"]
        named = any(not flag.startswith("-") for flag in sys.argv[1:])
        atheris.Setup([*sys.argv, *flags, *([] if named else [str(seeds)])], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
