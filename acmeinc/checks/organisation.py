"""What is wrong in `acmeinc.yaml` when it is held against the rest of the world: owners, calendars."""

from collections.abc import Sequence

from acmeinc.process.business_time import has_calendar
from acmeinc.process.meant import choices
from acmeinc.process.ownership import Owner
from acmeinc.process.rule_file import Section
from acmeinc.process.rule_tree import Items, Text
from acmeinc.process.settings import Settings


def check_country(top: Section, settings: Settings) -> None:
    """Note a country whose public holidays are not known."""
    country = settings.business_hours.country
    if not country or has_calendar(country):
        return
    found = top.find("business_hours", "holidays")
    for item in found[1].items if found and isinstance(found[1], Items) else ():
        if isinstance(item, Text) and item.text == country:
            told, hint = f"no holidays are known for `{country}`", "use another code, or list the dates"
            top.complain(item, told, hint, rule="settings-holiday")


def check_components(top: Section, settings: Settings, owners: Sequence[Owner]) -> None:
    """Note components of the status page for what nobody owns: no incident would ever find them."""
    known = {owner.functionality.casefold(): owner.functionality for owner in owners}
    for name in settings.components if known else ():
        found = top.find("channels", "status_page", "components", name)
        if found and name.casefold() not in known:
            told, hint = (
                f"ownership.csv has no functionality `{name}`",
                choices(name, list(known.values())[:20]),
            )
            top.complain(found[0], told, hint, rule="settings-component")
