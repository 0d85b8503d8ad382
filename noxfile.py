"""What CI checks, one session each: `nox`, or `nox -s tests`."""

import os
import shutil
from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint", "types", "imports", "wheel"]
nox.options.reuse_existing_virtualenvs = True

COMMITTER = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Ana Ruiz"), ("EMAIL", "ana@example.com"))
}
FIRST_INCIDENT = (
    *("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1"),
    *("--impact", "Nobody can log in.", "--no-input"),
)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; words after `--` go to pytest."""
    session.install("-e", ".[test]")
    session.run("pytest", "-q", "-n", "auto", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Say which branches no test takes."""
    session.install("-e", ".[test]", "coverage", "pytest-cov")
    session.run("pytest", "-q", "-n", "auto", "--cov=acmeinc", "--cov-branch", "--cov-report=term-missing")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting."""
    session.install("ruff")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types."""
    session.install("-e", ".[dev]")
    session.run("mypy")


@nox.session
def imports(session: nox.Session) -> None:
    """Check that the rooms depend in one direction."""
    session.install("-e", ".", "import-linter")
    session.run("lint-imports")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build, install the wheel and nothing else, and run a first incident with it."""
    session.install("build")
    built = Path(session.create_tmp()).resolve()
    session.run("python", "-m", "build", "--outdir", str(built))
    session.install("--force-reinstall", str(max(built.glob("*.whl"), key=os.path.getmtime)))
    folder = built / "incidents"
    shutil.rmtree(folder, ignore_errors=True)
    session.run("acmeinc", "init", str(folder), env=COMMITTER)
    session.run("acmeinc", "-C", str(folder), *FIRST_INCIDENT, env=COMMITTER)
    session.run("acmeinc", "-C", str(folder), "next")
