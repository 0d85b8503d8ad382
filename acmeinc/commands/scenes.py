"""The story of the drill: Acme's sign-in breaks on a Monday morning."""

from typing import NamedTuple


class Scene(NamedTuple):
    """One command of the drill: how long after the last one, what happens, and how it ends.

    `asking` are the words for somebody who answers the questions; () for the same words.
    """

    minutes: float
    note: str
    words: tuple[str, ...]
    asking: tuple[str, ...] = ()
    code: int = 0


SCENES = (
    Scene(
        6,
        "An alert at 09:02: sign-ins fail. Is it an incident?",
        (
            *("decide", "--functionality", "Login", "--state", "down", "--condition", "core-unavailable"),
            *("--detected", "09:02", "--no-declare"),
        ),
        ("decide", "--detected", "09:02", "--no-declare"),
    ),
    Scene(
        6,
        "It is. Declare it: page, document, first message, channel, bridge, status page.",
        (
            *("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1"),
            *("--impact", "They cannot log in after clearing cookies.", "--detected", "09:02"),
            *("--customer", "Contoso", "--responder", "Bo Lind:triage-engineer"),
        ),
        ("declare", "--detected", "09:02", "--customer", "Contoso", "--responder", "Bo Lind:triage-engineer"),
    ),
    Scene(
        1,
        "No pager is connected here: Ana pages by hand, and says so.",
        ("send", "--done"),
        ("send", "--done"),
    ),
    Scene(
        3,
        "What the responders see and do goes into the timeline.",
        ("log", "error", "rate", "is", "at", "98%"),
    ),
    Scene(1, "The impact began a little earlier.", ("milestone", "started", "--at", "08:58")),
    Scene(1, "Bo begins to look for the cause.", ("milestone", "investigating")),
    Scene(
        6,
        "Bo finds it.",
        ("log", "--kind", "discovery", "--by", "Bo Lind", "tokens signed with the new key are rejected"),
    ),
    Scene(6, "What is due now?", ("next",)),
    Scene(
        1,
        "Time to check in, before the update is due.",
        ("checkin", "a key rotation broke sign-in; the old key is being restored"),
        ("checkin",),
    ),
    Scene(
        6,
        "The promised update. The check-in is its draft.",
        ("update", "--phase", "identified", "--workaround", "Keep your browser session open."),
        ("update", "--workaround", "Keep your browser session open."),
    ),
    Scene(
        5,
        "Restoring the key needs an approval: escalate early.",
        ("escalate", "--to", "leadership", "--because", "the approval to restore the key is missing"),
    ),
    Scene(1, "Leadership is called by phone: say so again.", ("send", "--done")),
    Scene(
        8,
        "The old key is back.",
        ("log", "--kind", "deploy", "--by", "Bo Lind", "restored the old signing key"),
    ),
    Scene(
        9,
        "Customers can log in again.",
        (
            "update",
            "--phase",
            "mitigated",
            "-m",
            "The old key is restored, and sign-in works again for everyone.",
        ),
        ("update", "--phase", "mitigated"),
    ),
    Scene(
        4,
        "The status page, in customers' words.",
        ("publish", "--phase", "monitoring", "-m", "Sign-in works again. We are watching it closely."),
        ("publish",),
    ),
    Scene(12, "Resolved? The gates say what is missing.", ("resolve",), code=3),
    Scene(
        6,
        "Everything is answered: final update, invitation, resolved status.",
        (
            *("resolve", "--durable", "--sign-off", "--retro", "tomorrow 10:30"),
            *("--left", "The old signing key is in use until the rotation is rebuilt."),
            *("--next-steps", "Rebuild the rotation with an overlap of both keys."),
            *("--kudos", "Identity and Support, who found the pattern within minutes."),
        ),
        ("resolve",),
    ),
    Scene(
        24 * 60 - 11,
        "The next day, 45 minutes, nobody is blamed.",
        (
            *("retro", "--impact", "Every sign-in failed for 64 minutes."),
            *("--went-well", "The owner was paged 13 minutes after detection."),
            *("--improve", "The rotation has no overlap of keys."),
            *("--lucky", "It was not the first of the month."),
            *("--wrong", "We thought that old sessions were affected too."),
            *("--action", "Rotate keys with an overlap | Bo Lind | 2026-12-04"),
            *("--attendee", "Ana Ruiz", "--attendee", "Bo Lind"),
        ),
        ("retro",),
    ),
    Scene(40, "The retrospective is done.", ("retro", "--done")),
    Scene(1, "Nothing is due any more.", ("list", "--all")),
)
