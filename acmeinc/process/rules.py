"""The rules of an organisation, each file read and checked when it is first asked for."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from acmeinc.errors import BadData, Problem

if TYPE_CHECKING:
    from acmeinc.process.ownership import Owner, Vendor
    from acmeinc.process.people import Person
    from acmeinc.process.settings import Settings
    from acmeinc.process.severity import SeverityRules

Value = TypeVar("Value")


class Memory(Protocol):
    """Remembers what a rules file was read into, by its text."""

    def recall(self, name: str, text: str) -> Any:
        """Return what was read, None when it is not known."""
        ...

    def keep(self, name: str, text: str, rules: Any) -> None:
        """Keep what was read without a fault."""
        ...


class Rules:
    """What the rule files say. `read` returns a file's text by name, None when there is no such file.

    Every property raises BadData with all the faults of its file; warnings do not stop anything. With a
    `memory`, a YAML file that was read before is not read again.
    """

    def __init__(self, read: Callable[[str], str | None], memory: Memory | None = None) -> None:
        self._read = read
        self._memory = memory

    @cached_property
    def severity(self) -> "SeverityRules":
        """Return the levels and clocks of `severity.yaml`, which every incident repository has."""
        text = self._read("severity.yaml")
        if text is None:
            raise BadData([Problem("severity.yaml", 0, 0, "the file is missing", "acmeinc init makes one")])

        def parse() -> "tuple[SeverityRules | None, list[Problem]]":
            from acmeinc.process.severity_file import parse_severity

            return parse_severity(text)

        return self._known("severity.yaml", text, parse)

    @cached_property
    def settings(self) -> "Settings":
        """Return the organisation's settings; the defaults when there is no `acmeinc.yaml`."""
        text = self._read("acmeinc.yaml")
        if text is None:
            from acmeinc.process.settings import Settings

            return Settings()

        def parse() -> "tuple[Settings | None, list[Problem]]":
            from acmeinc.process.settings_file import parse_settings

            return parse_settings(text)

        return self._known("acmeinc.yaml", text, parse)

    def _known(
        self, name: str, text: str, parse: Callable[[], tuple[Value | None, Sequence[Problem]]]
    ) -> Value:
        """Return what the file was read into: remembered, or read now."""
        known: Value | None = self._memory.recall(name, text) if self._memory else None
        if known is not None:
            return known
        rules = _sound(*parse())
        if self._memory:
            self._memory.keep(name, text, rules)
        return rules

    @cached_property
    def owners(self) -> "tuple[Owner, ...]":
        """Return the rows of `ownership.csv`."""
        from acmeinc.process.ownership_file import parse_ownership

        owners, problems = parse_ownership(self._read("ownership.csv") or _NO_OWNERS)
        return _sound(owners, problems)

    @cached_property
    def vendors(self) -> "tuple[Vendor, ...]":
        """Return the rows of `vendors.csv`."""
        from acmeinc.process.ownership_file import parse_vendors

        text = self._read("vendors.csv")
        vendors, problems = parse_vendors(text) if text else ((), [])
        return _sound(vendors, problems)

    @cached_property
    def people(self) -> "tuple[Person, ...]":
        """Return the rows of `people.csv`."""
        from acmeinc.process.people_file import parse_people

        text = self._read("people.csv")
        people, problems = parse_people(text) if text else ((), [])
        return _sound(people, problems)


_NO_OWNERS = "functionality,service,owning team,paging schedule link\n"


def _sound(value: Value | None, problems: Sequence[Problem]) -> Value:
    errors = [problem for problem in problems if problem.level == "error"]
    if value is None or errors:
        raise BadData(errors or list(problems))
    return value
