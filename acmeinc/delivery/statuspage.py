"""The public status page at Statuspage (statuspage.io): one incident there for each time ours is open.

Each post carries our incident's `uid` and its own entry in the metadata, which the page does not show. Where
an earlier try may have arrived, that is looked for before anything is posted again.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from acmeinc.delivery.channel import TRIED, Dispatch, Receipt
from acmeinc.delivery.https import PATIENCE, Answer, Request, Unanswered, ask, with_json
from acmeinc.delivery.refusal import Mend, accept
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import AcmeError, Failed
from acmeinc.incident.model import Delivery, Entry, Incident
from acmeinc.incident.state import deliveries
from acmeinc.incident.text import visible
from acmeinc.process.rules import Rules

KEY = "ACMEINC_STATUSPAGE_KEY"
USUAL = "https://api.statuspage.io"
LONGEST_NAME = 255
LONGEST_BODY = 25_000
_NEWEST = 50
_PHASES = ("investigating", "identified", "monitoring", "resolved")


class _Standing(NamedTuple):
    """What is known of earlier posts: the Statuspage incident that is `open`, "" for none.

    `in_doubt` says that an earlier try may have made one; `overtaken` that a later post has been made.
    """

    open: str = ""
    in_doubt: bool = False
    overtaken: bool = False


class Statuspage(NamedTuple):
    """Posts to Statuspage: opens an incident there, updates it, resolves it."""

    rules: Rules
    secrets: Secrets
    name: str = "status_page"
    prints: bool = False

    def address(self, dispatch: Dispatch) -> str:
        """Return the public address of the page."""
        return self.rules.settings.links.get("status_page", "Statuspage")

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return (): nothing is left to do."""
        return ()

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Post, and return the id of the Statuspage incident; its public link becomes the incident's own.

        What an older post says is not put over a newer one.
        """
        begun = time.monotonic()
        standing = _standing(dispatch, self.name)
        if standing.overtaken:
            raise Failed("a later post is on the page already", hint="acmeinc send --done")
        if standing.in_doubt:
            try:
                found = self._look(dispatch.incident.uid)
            except AcmeError as failure:
                doubted = "unknown" if dispatch.before(self.name) == "unknown" else "failed"
                return Receipt(doubted, f"not looked for: {failure}")
            for incident in found:
                if _mark(incident).get("post") == dispatch.entry:
                    return self._taken(dispatch, incident)
            standing = standing._replace(open=_unresolved(found) or standing.open)
        return self._post(dispatch, standing.open, begun)

    def probe(self) -> Receipt:
        """Return whether the key is taken and the page is there."""
        try:
            answer = ask(self._request("GET", ""))
            self._accept(answer)
        except AcmeError as failure:
            return Receipt("failed", str(failure))
        name = answer.json.get("name", "") if isinstance(answer.json, dict) else ""
        return Receipt("sent", f"Statuspage knows the page {visible(str(name))}".rstrip())

    def _post(self, dispatch: Dispatch, known: str, begun: float) -> Receipt:
        """Update the Statuspage incident `known`; open one where there is none, or where it was deleted."""
        try:
            if known:
                answer = self._send("PATCH", f"/incidents/{quote(known, safe='')}", dispatch, begun)
                if answer.status != 404:
                    return self._received(dispatch, answer, known)
            return self._received(dispatch, self._send("POST", "/incidents", dispatch, begun), "")
        except Unanswered as lost:
            return Receipt("unknown", str(lost))

    def _send(self, method: str, path: str, dispatch: Dispatch, begun: float) -> Answer:
        left = PATIENCE - timedelta(seconds=time.monotonic() - begun)
        return ask(self._request(method, path, {"incident": self._content(dispatch)}), left)

    def _received(self, dispatch: Dispatch, answer: Answer, known: str) -> Receipt:
        self._accept(answer)
        made = answer.json if isinstance(answer.json, dict) else {}
        if not (made.get("id") or known):
            return Receipt("unknown", "Statuspage answered, and did not say what it made")
        return self._taken(dispatch, {"id": known, **made})

    def _taken(self, dispatch: Dispatch, made: dict[str, Any]) -> Receipt:
        link = str(made.get("shortlink") or "")
        is_new = link.startswith(("https://", "http://")) and link != dispatch.incident.links.status_page
        return Receipt("sent", remote=str(made["id"]), sets={"links.status_page": link} if is_new else {})

    def _content(self, dispatch: Dispatch) -> dict[str, Any]:
        incident, message = dispatch.incident, dispatch.message
        phase = str(dispatch.fields.get("phase", ""))
        impact, state = self.rules.severity.public_state(incident.severity)
        content: dict[str, Any] = {
            "name": _fit(message.subject, LONGEST_NAME),
            "status": phase if phase in _PHASES else _PHASES[0],
            "body": _fit(message.body, LONGEST_BODY),
            "impact_override": impact,
            "metadata": {"acmeinc": {"uid": incident.uid, "post": dispatch.entry}},
        }
        if component := self._component(incident):
            content["components"] = {component: "operational" if phase == "resolved" else state}
            content["component_ids"] = [component]
        return content

    def _component(self, incident: Incident) -> str:
        wanted = incident.functionality.casefold()
        components = self.rules.settings.components.items()
        return next((found for name, found in components if name.casefold() == wanted), "")

    def _look(self, uid: str) -> list[dict[str, Any]]:
        """Return what the page has of our incident, newest first; raises `Failed` where it does not tell."""
        answer = ask(self._request("GET", f"/incidents?limit={_NEWEST}&page=1"))
        self._accept(answer)
        listed = answer.json
        if not isinstance(listed, list):
            raise Failed("Statuspage did not list its incidents")
        ours = (each for each in listed if isinstance(each, dict) and _mark(each).get("uid") == uid)
        return [each for each in ours if each.get("id")]

    def _request(self, method: str, path: str, value: Any = None) -> Request:
        page = quote(self.rules.settings.status_page.options.get("page", ""), safe="")
        url = f"{self.secrets.address('ACMEINC_STATUSPAGE_URL', USUAL)}/v1/pages/{page}{path}"
        key = {"Authorization": f"OAuth {self.secrets.need(KEY)}"}
        return with_json(method, url, value, **key) if value else Request(method, url, headers=key)

    def _accept(self, answer: Answer) -> None:
        page = self.rules.settings.status_page.options.get("page", "")
        key = Mend(f"Statuspage does not take {KEY}", f"make a key at Statuspage, then: export {KEY}=…")
        mends = {
            401: key,
            403: key,
            404: Mend(f"Statuspage knows no page {page}", "see channels.status_page.page in acmeinc.yaml"),
            420: Mend("Statuspage is asked too often", "later: acmeinc send"),
            422: Mend("Statuspage did not take the post"),
        }
        accept(answer, "Statuspage", mends, self.secrets)


def _standing(dispatch: Dispatch, channel: str) -> _Standing:
    """Return what the receipts of the incident say about its posts before this one, and after it."""
    standing = _Standing()
    for post, delivery in _posts(dispatch.incident, channel):
        if post.id < dispatch.entry:
            standing = _after(standing, post, delivery)
        elif post.id > dispatch.entry and delivery.state == "sent":
            standing = standing._replace(overtaken=True)
    tried = dispatch.before(channel) in TRIED
    return standing._replace(in_doubt=standing.in_doubt or tried)


def _after(standing: _Standing, post: Entry, delivery: Delivery) -> _Standing:
    if delivery.state in TRIED:
        return standing._replace(in_doubt=True)
    if delivery.state != "sent":
        return standing
    known = "" if post.fields.get("phase") == "resolved" else delivery.remote or standing.open
    # Somebody carried it by hand, and may have seen that an earlier try had arrived.
    return _Standing(known, in_doubt=not delivery.remote)


def _posts(incident: Incident, channel: str) -> Iterator[tuple[Entry, Delivery]]:
    """Yield every public post with what became of it, in the order they were recorded."""
    for post in sorted((e for e in incident.communications if e.kind == "public"), key=lambda e: e.id):
        for delivery in deliveries(incident, post):
            if delivery.channel == channel:
                yield post, delivery


def _mark(made: dict[str, Any]) -> dict[str, Any]:
    """Return what we once wrote into the metadata of a Statuspage incident."""
    metadata = made.get("metadata")
    mark = metadata.get("acmeinc") if isinstance(metadata, dict) else None
    return mark if isinstance(mark, dict) else {}


def _unresolved(found: list[dict[str, Any]]) -> str:
    return next((str(made.get("id", "")) for made in found if made.get("status") != "resolved"), "")


def _fit(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
