"""Where a pull request is opened, by the URL of the remote."""

import pytest

from acmeinc.process.forge import pull_request_link

GITHUB = "https://github.com/acme/incidents/compare/main...rules-x?quick_pull=1"
GITLAB = (
    "https://gitlab.example.com/ops/team/incidents/-/merge_requests/new"
    "?merge_request%5Bsource_branch%5D=rules-x&merge_request%5Btarget_branch%5D=main"
)
GITEA = "https://codeberg.org/acme/incidents/compare/main...rules-x"


@pytest.mark.parametrize(
    ("remote", "link"),
    [
        ("https://github.com/acme/incidents.git", GITHUB),
        ("https://github.com/acme/incidents", GITHUB),
        ("https://github.com/acme/incidents/", GITHUB),
        ("https://user:token@github.com/acme/incidents.git", GITHUB),
        ("git@github.com:acme/incidents.git", GITHUB),
        ("github.com:acme/incidents.git", GITHUB),
        ("ssh://git@github.com/acme/incidents.git", GITHUB),
        ("ssh://git@ssh.github.com:443/acme/incidents.git", GITHUB.replace("github", "ssh.github")),
        ("https://GitHub.com/acme/incidents.git", GITHUB.replace("github.com", "GitHub.com")),
        ("https://gitlab.example.com/ops/team/incidents.git", GITLAB),
        ("git@gitlab.example.com:ops/team/incidents.git", GITLAB),
        ("ssh://git@gitlab.example.com:2222/ops/team/incidents.git", GITLAB),
        ("https://codeberg.org/acme/incidents.git", GITEA),
        ("http://gitea.example.com:3000/a/b.git", "http://gitea.example.com:3000/a/b/compare/main...rules-x"),
        (
            "https://bitbucket.org/acme/incidents.git",
            "https://bitbucket.org/acme/incidents/pull-requests/new?source=rules-x&dest=main",
        ),
        ("https://git.example.com/acme/incidents.git", ""),
        ("git@git.example.com:github/incidents.git", ""),
        ("file:///srv/github/incidents.git", ""),
        ("/srv/github.com/incidents.git", ""),
        ("../github.git", ""),
        ("C:/github/incidents", ""),
        ("", ""),
    ],
)
def test_the_forge_is_known_by_its_host(remote: str, link: str) -> None:
    """By any way to write the remote; never with what somebody logs in with."""
    assert pull_request_link(remote, "main", "rules-x") == link


def test_odd_names_of_branches() -> None:
    assert pull_request_link("git@github.com:a/b", "main", "ana/50% & more#1") == (
        "https://github.com/a/b/compare/main...ana/50%25%20%26%20more%231?quick_pull=1"
    )
    assert "source_branch%5D=ana%2Fx&" in pull_request_link("git@gitlab.com:a/b", "main", "ana/x")
