"""The flags that several commands share, each named and explained once."""

from typing import Annotated

import typer

from acmeinc.commands import complete


def _as_json(ctx: typer.Context, value: bool) -> bool:
    """Remember that JSON was asked for: an error is told as JSON too."""
    ctx.obj.as_json = value
    return value


IncidentOption = Annotated[
    str | None,
    typer.Option(
        "--incident", "-i", metavar="ID", help="id or a unique part of it", autocompletion=complete.incidents
    ),
]
AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help='when it happened: 14:05, "10m ago", 2026-11-23T14:05Z'),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", "-n", help="show the diff and the messages, do nothing")
]
JsonOption = Annotated[bool, typer.Option("--json", help="print the result as JSON", callback=_as_json)]
HtmlOption = Annotated[
    str | None, typer.Option("--html", metavar="FILE", help="write one page for a browser; - is stdout")
]
YesOption = Annotated[
    bool, typer.Option("--yes", "-y", help="send without showing it first; ask only what is required")
]
BecauseOption = Annotated[str | None, typer.Option("--because", metavar="TEXT", help="why; it is recorded")]

BranchOption = Annotated[
    str | None, typer.Option("--branch", metavar="NAME", help="the new branch [named by the change]")
]
ProposeOption = Annotated[bool, typer.Option("--yes", "-y", help="propose without asking")]

FunctionalityOption = Annotated[
    str | None,
    typer.Option(
        "--functionality", metavar="NAME", help="what is affected", autocompletion=complete.functionality
    ),
]
StateOption = Annotated[str | None, typer.Option("--state", metavar="TEXT", help='how it is: "down", "slow"')]
AudienceOption = Annotated[
    str | None, typer.Option("--audience", metavar="TEXT", help="who notices [all customers]")
]
SeverityOption = Annotated[
    str | None,
    typer.Option(
        "--severity", metavar="SEV", help="a level of severity.yaml", autocompletion=complete.severities
    ),
]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="declared on or after 2026-11-01")
]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DATE", help="declared on or before")]
CommanderOption = Annotated[
    str | None,
    typer.Option("--commander", metavar="NAME", help="who commands [you]", autocompletion=complete.people),
]
ImpactOption = Annotated[str | None, typer.Option("--impact", metavar="TEXT", help="what customers see")]
QuantityOption = Annotated[
    str | None,
    typer.Option("--quantity", metavar="HOW_MANY", help="customers impacted: Unknown, All, Some or Few"),
]
CustomerOption = Annotated[
    list[str] | None, typer.Option("--customer", metavar="NAME", help="a known customer impacted; repeat it")
]
ResponderOption = Annotated[
    list[str] | None,
    typer.Option("--responder", metavar="NAME[:ROLE[:TEAM]]", help="who responds; repeat it"),
]
BridgeOption = Annotated[str | None, typer.Option("--bridge", metavar="URL", help="the video bridge")]
ChatOption = Annotated[
    str | None, typer.Option("--chat", metavar="CHANNEL", help="the incident's chat channel")
]
TicketOption = Annotated[
    list[str] | None, typer.Option("--ticket", metavar="URL", help="a ticket; repeat it")
]
CustomerTicketOption = Annotated[
    list[str] | None, typer.Option("--customer-ticket", metavar="URL", help="a customer's ticket; repeat it")
]
WorkaroundOption = Annotated[
    str | None, typer.Option("--workaround", metavar="TEXT", help="what customers can do meanwhile")
]
EtaOption = Annotated[str | None, typer.Option("--eta", metavar="TEXT", help="expected remediation")]
SummaryOption = Annotated[str | None, typer.Option("--summary", metavar="TEXT", help="technical summary")]
StartedOption = Annotated[str | None, typer.Option("--started", metavar="TIME", help="when the impact began")]
DetectedOption = Annotated[
    str | None, typer.Option("--detected", metavar="TIME", help="when it was noticed [now]")
]
AcknowledgedOption = Annotated[
    str | None, typer.Option("--acknowledged", metavar="TIME", help="when on-call took the alert")
]
PublicMessageOption = Annotated[
    str | None, typer.Option("--public-message", metavar="TEXT", help="the words for the status page")
]
