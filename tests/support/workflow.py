"""A workflow of GitHub or GitLab, as far as it is shell: read from its YAML and run with bash, step by step.

`${{ … }}` is looked up in a table; what is not in it fails the test. Actions are played by the test, and what
installs acmeinc is left out: it is installed.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


def load(path: Path) -> Any:
    """Return a workflow with every value as text: `on` is a key, not a yes."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def run_job(
    job: Mapping[str, Any],
    folder: Path,
    values: Mapping[str, str],
    play: Mapping[str, Callable[[Mapping[str, str]], None]],
) -> subprocess.CompletedProcess[str]:
    """Run the steps of a GitHub job in `folder`, up to the first that fails; return the last shell step.

    `play` are the actions by name, without their version: each gets its `with`.
    """
    done = subprocess.CompletedProcess[str]([], 0, "", "")
    for step in job["steps"]:
        if "uses" in step:
            play[step["uses"].partition("@")[0]](step.get("with", {}))
        elif not step["run"].startswith("python -m pip install"):
            environment = {name: filled(text, values) for name, text in step.get("env", {}).items()}
            done = run(step["run"], folder, environment)
            if done.returncode:
                return done
    return done


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its expressions looked up."""
    return EXPRESSION.sub(lambda found: values[found[1]], text)


def run(script: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does, with this Python's `acmeinc`, and of this environment git's alone."""
    bash = shutil.which("bash")
    assert bash
    kept = {name: text for name, text in os.environ.items() if name.startswith("GIT_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [bash, "-e", "-c", script],
        cwd=folder,
        env={**kept, "PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
