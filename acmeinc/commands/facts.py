"""From flags to facts: the values that `declare` and `update` share."""

from collections.abc import Sequence
from typing import NamedTuple

from acmeinc.app import App
from acmeinc.steps.facts import Facts, facts_from, responder_from


class FactFlags(NamedTuple):
    """The field flags of a command as they were typed; None is not given."""

    texts: dict[str, str | None]
    customers: Sequence[str] | None = None
    responders: Sequence[str] | None = None
    tickets: Sequence[str] | None = None
    customer_tickets: Sequence[str] | None = None
    started: str | None = None
    detected: str | None = None
    acknowledged: str | None = None

    def facts(self, app: App) -> Facts:
        """Return the facts; raises Usage for what cannot be read."""
        people = app.rules.people if self.responders else ()
        times = {"started": self.started, "detected": self.detected, "acknowledged": self.acknowledged}
        return facts_from(
            self.texts,
            {
                "customers": list(self.customers or []),
                "links.tickets": list(self.tickets or []),
                "links.customer_tickets": list(self.customer_tickets or []),
            },
            {name: app.time_or_none(text) for name, text in times.items()},
            [responder_from(text, people) for text in self.responders or []],
        )
