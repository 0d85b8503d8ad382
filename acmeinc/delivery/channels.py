"""Which channel carries what, by `acmeinc.yaml` and the environment alone."""

from acmeinc.delivery.channel import Channel
from acmeinc.delivery.outbox import Outbox
from acmeinc.delivery.secrets import Secrets
from acmeinc.process.rules import Rules


def open_channel(name: str, rules: Rules, secrets: Secrets) -> Channel:
    """Return the channel called `name`; the outbox where nothing else is set up."""
    channel = _connected(name, rules, secrets)
    if channel is None:
        return Outbox(name, rules.settings)
    from acmeinc.delivery.discreet import Discreet, silence_libraries

    silence_libraries()
    return Discreet(channel, secrets)


def _connected(name: str, rules: Rules, secrets: Secrets) -> Channel | None:
    """Return the channel that really carries messages, None where none is set up."""
    if name == "paging" and rules.settings.paging.via == "pagerduty":
        from acmeinc.delivery.pagerduty import PagerDuty

        return PagerDuty(rules, secrets)
    if name in ("email", "calendar", "reminder") and rules.settings.email.via == "smtp":
        from acmeinc.delivery import mail

        kinds = {"email": mail.Mail, "calendar": mail.Invitations, "reminder": mail.Reminders}
        return kinds[name](rules, secrets)
    chat = rules.settings.chat.via
    if name in ("chat", "incident_chat") and chat == "slack":
        from acmeinc.delivery.slack import Slack

        return Slack(name, rules, secrets)
    if name == "chat" and chat == "webhook":
        from acmeinc.delivery.webhook import Webhook

        return Webhook(rules.settings, secrets)
    if (name, chat) == ("chat", "apprise") or (name, rules.settings.paging.via) == ("paging", "apprise"):
        from acmeinc.delivery.apprise import Apprise

        return Apprise(name, rules.settings, secrets)
    if name == "status_page" and rules.settings.status_page.via == "statuspage":
        from acmeinc.delivery.statuspage import Statuspage

        return Statuspage(rules, secrets)
    if name == "tracker" and rules.settings.tracker.via != "link":
        from acmeinc.delivery.tracker import Tracker

        return Tracker(rules.settings.tracker.via, rules, secrets)
    return None
