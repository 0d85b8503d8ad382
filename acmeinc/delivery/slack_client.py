"""Slack's Web API by slack_sdk, through the one door: in time, without redirects, sure of what was given."""

import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from acmeinc.delivery.https import PATIENCE, Answer, NotGiven, Request, Unanswered, ask, insist
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import Failed
from acmeinc.incident.text import visible

if TYPE_CHECKING:
    import urllib.request

    from slack_sdk import WebClient

TOKEN = "SLACK_BOT_TOKEN"
BOUND = timedelta(seconds=10)
"""No call begins later than this after the first one of a delivery."""

_READING = ("auth.test", "conversations.list", "users.conversations", "users.lookupByEmail")
"""What may be asked twice."""
_PERHAPS_DONE = ("fatal_error", "internal_error")
"""What Slack says when part of what was asked for may have happened."""
_NEW_TOKEN = f"copy the bot token of the app once more: export {TOKEN}=…"
_HINTS = {
    "missing_scope": "add the scope to the app, and install the app in the workspace again",
    "not_in_channel": "invite the app in that channel, or give it the scope chat:write.public",
    "channel_not_found": "create the channel in Slack, or name another one",
    "is_archived": "unarchive the channel in Slack, or name another one",
    "account_inactive": _NEW_TOKEN,
    "restricted_action": "a setting of the workspace forbids this: ask its administrators",
}


class Refused(Failed):
    """Slack said no. `code` is its word for why, `words` the same with the scope that is missing."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.code = visible(str(answer.get("error", "unknown")))[:80]
        needed = visible(str(answer.get("needed", "")))[:80]
        self.words = f"{self.code} ({needed})" if needed else self.code
        hint = _NEW_TOKEN if "auth" in self.code or "token" in self.code else _HINTS.get(self.code, "")
        super().__init__(f"Slack says no: {self.words}", hint=hint)


def open_client(secrets: Secrets, bound: timedelta = BOUND) -> "WebClient":
    """Return a client for one delivery in the workspace that the token belongs to.

    Its calls raise `Refused`, `NotGiven` (nothing happened) or `Unanswered` (it may have), and `Failed` when
    Slack asks to wait for longer than anybody does. Raises `Failed` where there is no token.
    """
    from slack_sdk import WebClient

    deadline = time.monotonic() + bound.total_seconds()

    class Bounded(WebClient):
        """Gives its requests to `https.ask`, which urllib would carry to wherever a redirect leads."""

        def _perform_urllib_http_request_internal(
            self, url: str, req: "urllib.request.Request"
        ) -> dict[str, Any]:
            left = deadline - time.monotonic()
            if left <= 0:
                raise NotGiven("no time is left")
            # urllib writes only the first letter of a header's name large.
            headers = {
                name: req.get_header(name.capitalize(), "") for name in ("Authorization", "Content-Type")
            }
            body = req.data if isinstance(req.data, bytes) else b""
            method = url.rpartition("/")[2]
            request = Request("POST", url, body, headers, repeatable=method in _READING)
            answer = ask(request, min(PATIENCE, timedelta(seconds=left)))
            _refuse_all_but_yes(answer)
            return {
                "status": 200,
                "headers": answer.headers,
                "body": answer.content.decode("utf-8", "replace"),
            }

    host = secrets.get("ACMEINC_SLACK_URL") or "https://slack.com"
    return Bounded(
        secrets.need(TOKEN),
        base_url=f"{host.rstrip('/')}/api/",
        retry_handlers=[],
        logger=logging.Logger("unheard", logging.CRITICAL),
    )


def _refuse_all_but_yes(answer: Answer) -> None:
    """Raise what fits an answer that is none of Slack's `{"ok": true, …}`."""
    told = answer.json if isinstance(answer.json, dict) else {}
    if told.get("error") in _PERHAPS_DONE:
        raise Unanswered(f"Slack took the request and broke: {told['error']}")
    if told.get("ok") is False:
        raise Refused(told)
    insist(answer, "Slack")
    if told.get("ok") is not True:
        raise Unanswered("Slack took the request, and its answer cannot be read")
