"""What git is told so that many files cost it no more than few, as far as that was measured to help.

The untracked cache: git remembers the folders in which nothing is new, and a `git status` among ten thousand
documents takes half as long. Nothing else made a commit there quicker (docs/performance.md).
"""

from collections.abc import Mapping

from acmeinc.storage.git import Git

_SETTING = "core.untrackedCache"


def is_told(config: Mapping[str, str]) -> bool:
    """Return whether git's configuration says anything of it; who has switched it off had a reason."""
    return _SETTING.lower() in config


def quicken(git: Git) -> None:
    """Tell git, in the configuration of the repository that it works in."""
    git.run("config", _SETTING, "true")
