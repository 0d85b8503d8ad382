"""No text makes a reader of rules raise, hang, or take all the memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import SOUND

from acmeinc.checks.rule_files import rule_problems
from acmeinc.checks.secrets import secrets_in_file
from acmeinc.process.rule_names import RULES

ROOT = Path(__file__).parents[2]

PIECES = st.sampled_from(
    [
        *("\n", "\r\n", "\t", "  ", ":", ": ", ",", '"', "'", "- ", "[", "]", "{", "}", "&a ", "*a", "!x "),
        *("#", "|", ">", "?", "%", "@", "`", "=", "+", "\\", "---\n", "<<: ", "<<<<<<< ", "\ufeff", "\0"),
        *(
            "SEV1",
            "SEV10:",
            "never",
            "30",
            "1:30",
            "no",
            "https://",
            "oncall.example.com",
            "Login",
            "Größe 😀",
        ),
        *("\x1b[31m", "\u2028", "\udcff", "xoxb-1234567890-abc", "x" * 300, "😀" * 50),
    ]
)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A sound rules file in which somebody has typed and deleted at random."""
    name = draw(st.sampled_from(list(SOUND)))
    text = SOUND[name]
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(PIECES | st.text(max_size=5)) + text[end:]
    return name, text


@st.composite
def anything(draw: st.DrawFn) -> tuple[str, str]:
    """A rules file of pieces that mean something to a reader, in any order."""
    pieces = draw(st.lists(PIECES | st.text(max_size=8), max_size=30))
    return draw(st.sampled_from(list(SOUND))), "".join(pieces)


@settings(max_examples=200)
@given(edited() | anything())
def test_every_text_is_read_and_every_problem_is_in_it(file: tuple[str, str]) -> None:
    """At a place that the text has, by a rule that is known, with a hint."""
    name, text = file
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = plain.split("\n")
    for problem in [*rule_problems({**SOUND, name: text}, [name]), *secrets_in_file(text, name)]:
        assert problem.path == name
        assert problem.level == RULES[problem.rule].level
        assert problem.message and problem.hint
        assert (problem.line == 0) == (problem.column == 0)
        if problem.line:
            assert problem.column <= len(lines[problem.line - 1]) + 1


READ_ALL = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_CPU, (150, 150))
from hostile import hostile_repositories
from acmeinc.checks.rule_files import rule_problems
from acmeinc.checks.secrets import secrets_in_file
secrets_in_file("a: b", "x")
for name, texts in hostile_repositories():
    start = time.process_time()
    problems = len(rule_problems(texts))
    for path, text in texts.items():
        problems += len(() if path.endswith(".csv") else secrets_in_file(text, path))
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)
    print(json.dumps([name, round(took, 2), peak, problems]), flush=True)
"""


@pytest.mark.bounds
def test_no_file_takes_more_than_a_second_or_200_mb() -> None:
    """In a process of its own, which would be stopped; seconds are those of the processor."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'support'}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-300:] + done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) > 90
    assert [row for row in rows if row[1] > 1] == []
    assert next((row for row in rows if row[2] > 200), None) is None
