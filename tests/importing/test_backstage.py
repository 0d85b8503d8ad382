"""Backstage catalogs: what an entity says of who owns which component."""

from collections.abc import Callable

import pytest

from acmeinc.importing.backstage import read_backstage
from acmeinc.importing.claims import Claim, Claims

GROUP = """
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: identity
  links:
    - {url: https://oncall.example.com/identity, title: On-call schedule}
    - {url: "https://acme.slack.com/archives/C1", icon: slack}
spec:
  type: team
  profile: {displayName: Identity, email: identity@example.com}
"""
USER = """
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [identity], profile: {displayName: Ana Ruiz}}
"""
SYSTEM = """
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: sign-in, title: Login}
spec: {owner: identity}
"""


def component(
    name: str = "auth-api", spec: str = "owner: identity", metadata: str = "", kind: str = "Component"
) -> str:
    """Return an entity."""
    more = f", {metadata}" if metadata else ""
    head = f"apiVersion: backstage.io/v1alpha1\nkind: {kind}\n"
    return f"{head}metadata: {{name: {name}{more}}}\nspec: {{{spec}}}\n"


def read(*entities: str) -> Claims:
    """Return what one file with these entities says."""
    return read_backstage([("catalog-info.yaml", "---\n".join(entities))])


@pytest.fixture
def claim() -> Callable[..., Claim]:
    """Return what reads a catalog with one owned thing."""

    def only(*entities: str) -> Claim:
        (found,) = read(*entities).claims
        return found

    return only


@pytest.mark.parametrize(
    "owner",
    [
        "identity",
        "group:identity",
        "default/identity",
        "group:default/identity",
        "Group:Default/IDENTITY",
        "user:ana",
        "ana",
        "{kind: Group, name: identity}",
        "{kind: Group, namespace: default, name: identity}",
    ],
)
def test_every_way_to_name_an_owner_leads_to_the_group(claim: Callable[..., Claim], owner: str) -> None:
    """By its title for people, with its address."""
    found = claim(
        component(spec=f"type: service, owner: '{owner}'" if owner[0] != "{" else f"owner: {owner}"),
        GROUP,
        USER,
    )
    assert (found.team, found.email) == ("Identity", "identity@example.com")
    assert (found.functionality, found.service) == ("Auth api", "auth-api")


@pytest.mark.parametrize(
    ("owner", "team", "doubts"),
    [
        pytest.param(
            "group:other/payments", "payments", ("its group is not in the catalog",), id="not-there"
        ),
        pytest.param("user:bo", "bo", ("the owner bo is a person",), id="unknown-person"),
        pytest.param(
            "user:ana", "Identity", ("the owner ana is a person: their group was taken",), id="person"
        ),
    ],
)
def test_what_is_doubtful_about_an_owner_is_told(
    claim: Callable[..., Claim], owner: str, team: str, doubts: tuple[str, ...]
) -> None:
    """And what was made of it."""
    found = claim(component(spec=f"owner: '{owner}'"), GROUP, USER)
    assert (found.team, found.doubts) == (team, doubts)


def test_a_component_belongs_to_its_system(claim: Callable[..., Claim]) -> None:
    """The system is the functionality; one without components is a row of its own."""
    found = claim(component(spec="owner: identity, system: sign-in"), GROUP, SYSTEM)
    assert (found.functionality, found.service) == ("Login", "auth-api")
    alone = claim(GROUP, SYSTEM)
    assert (alone.functionality, alone.service, alone.team) == ("Login", "sign-in", "Identity")


def test_links_are_known_by_what_they_are_for(claim: Callable[..., Claim]) -> None:
    """Those of the group count where the component has none; a home page is no pager."""
    home = '{url: "https://acme.example.com/page", title: Home}'
    own = f'links: [{home}, {{url: "https://jira.example.com/b", title: Backlog}}]'
    found = claim(component(metadata=own), GROUP)
    assert found.paging == "https://oncall.example.com/identity"
    assert found.chat == "https://acme.slack.com/archives/C1"
    assert found.backlog == "https://jira.example.com/b"
    script = '{url: "javascript:x", title: Slack}'
    pager = f'links: [{script}, {{url: "https://acme.pagerduty.com/schedules/P1", title: Schedule}}]'
    assert claim(component(metadata=pager), GROUP).paging == "https://acme.pagerduty.com/schedules/P1"


@pytest.mark.parametrize(
    ("annotation", "backlog", "doubts"),
    [
        ("github.com/project-slug: acme/auth", "https://github.com/acme/auth/issues", ()),
        ("gitlab.com/project-slug: acme/auth", "https://gitlab.com/acme/auth/-/issues", ()),
        ("pagerduty.com/service-id: PABC123", "", ("pagerduty.com/service-id is PABC123",)),
        (
            "pagerduty.com/integration-key: abc",
            "",
            ("pagerduty.com/integration-key is a secret, and was not read",),
        ),
    ],
)
def test_annotations_name_the_project_and_the_pager(
    claim: Callable[..., Claim], annotation: str, backlog: str, doubts: tuple[str, ...]
) -> None:
    """A key is never told."""
    group = GROUP.split("  links:")[0] + "spec: {profile: {displayName: Identity}}\n"
    found = claim(component(metadata=f"annotations: {{{annotation}}}"), group)
    assert (found.backlog, found.doubts) == (backlog, doubts)


@pytest.mark.parametrize(
    ("entity", "why"),
    [
        pytest.param(component(spec="type: library, owner: x"), "a library is no service", id="library"),
        pytest.param(
            component(spec="type: documentation, owner: x"), "a documentation is no service", id="docs"
        ),
        pytest.param(component(kind="API", spec="owner: x"), "a api is no service", id="api"),
        pytest.param(component(kind="Location", spec="owner: x"), "a location is no service", id="location"),
        pytest.param(component(spec="type: service"), "nobody owns it", id="no-owner"),
    ],
)
def test_what_nobody_is_paged_for_is_passed_over(entity: str, why: str) -> None:
    """And counted."""
    assert read(entity) == Claims((), (why,), ())


def test_other_yaml_is_passed_by_in_silence() -> None:
    """A values file beside the catalog is none of it."""
    assert read("replicas: 3\n", "- one\n- two\n", "") == Claims()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            "kind: [a\n", "catalog-info.yaml:1:7: a list that starts with `[` is not closed", id="syntax"
        ),
        pytest.param(
            "apiVersion: v1\nkind: Component\nmetadata: {}\n",
            "catalog-info.yaml:1:1: the Component has no `metadata.name`",
            id="no-name",
        ),
        pytest.param("a: &x [*x]\n", "catalog-info.yaml:1:4: an anchor is not allowed", id="anchor"),
        pytest.param("[" * 60, "catalog-info.yaml:1:20: more than 20 levels deep", id="depth"),
    ],
)
def test_a_fault_has_its_place(text: str, problem: str) -> None:
    """File, line and column."""
    (found,) = read(text).problems
    assert str(found).startswith(problem)
    assert found.hint


def test_a_catalog_may_be_many_files() -> None:
    """References go from one to another."""
    found = read_backstage([("a/catalog-info.yaml", component()), ("b/catalog-info.yaml", GROUP)])
    assert [(claim.team, claim.where) for claim in found.claims] == [("Identity", "a/catalog-info.yaml")]
