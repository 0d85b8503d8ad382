"""What programs read of an audit: rows with tabs, and JSON. Times are RFC 3339 in UTC."""

from collections.abc import Iterator, Mapping
from typing import Any

from acmeinc.incident.fields import time_value
from acmeinc.process.audited import Audit, Audited, Trace
from acmeinc.process.recorded import RecordedCommit, Signature
from acmeinc.terminal.json_output import Json, rfc3339
from acmeinc.terminal.piped import row

_VERDICTS = {
    "G": "good",
    "B": "bad",
    "U": "untrusted",
    "X": "expired",
    "Y": "expired",
    "R": "revoked",
    "E": "unchecked",
}


def audit_rows(audit: Audit, *, whole: bool) -> Iterator[str]:
    """Yield rows of three sorts, which their first column names:

    `incident`, id, verdict, severity, status, commits; with `whole` instead for each commit
    `step`, id, recorded, happened, author, address, step, subject, signature, commit;
    `finding`, id, kind, `tampered` or `noted`, path, line, entry, commit, recorded, author, text, was, is.
    """
    for audited in audit.incidents:
        if whole:
            yield from (row("step", audited.incident, *_step(audited, c, audit)) for c in audited.commits)
        else:
            told = (audited.verdict, audited.severity, audited.status, str(len(audited.commits)))
            yield row("incident", audited.incident, *told)
    for trace in (*audit.traces, *(f for audited in audit.incidents for f in audited.traces)):
        yield row("finding", trace.incident, *_trace(trace))


def audit_json(audit: Audit, *, whole: bool) -> Json:
    """Return the audit; `whole` adds the story of each incident, step by step."""
    return {
        "tampered": bool(audit.tampered),
        "complete": all(trace.kind != "shallow" for trace in audit.traces),
        "commits": audit.commits,
        "findings": [_trace_json(trace) for trace in audit.traces],
        "incidents": [
            {
                "incident": audited.incident,
                "path": audited.path,
                "severity": audited.severity,
                "status": audited.status,
                "verdict": audited.verdict,
                "commits": len(audited.commits),
                "by_hand": sum(commit.is_by_hand for commit in audited.commits),
                "signed": sum(commit.is_signed for commit in audited.commits),
                "people": list(dict.fromkeys(commit.author for commit in audited.commits)),
                "findings": [_trace_json(trace) for trace in audited.traces],
                **({"story": [_step_json(audited, c, audit) for c in audited.commits]} if whole else {}),
            }
            for audited in audit.incidents
        ],
    }


def signature_state(commit: RecordedCommit, signatures: Mapping[str, Signature]) -> str:
    """Return `none`, or in a word what git says of the signature."""
    if not commit.is_signed:
        return "none"
    return _VERDICTS.get(signatures[commit.sha].verdict, "unchecked")


def _step(audited: Audited, commit: RecordedCommit, audit: Audit) -> tuple[str, ...]:
    happened = audited.first_happened(commit)
    return (
        time_value(commit.when),
        time_value(happened) if happened else "",
        commit.author,
        commit.email,
        commit.step,
        commit.subject,
        signature_state(commit, audit.signatures),
        commit.sha,
    )


def _step_json(audited: Audited, commit: RecordedCommit, audit: Audit) -> dict[str, Any]:
    signature = audit.signatures.get(commit.sha)
    return {
        "commit": commit.sha,
        "recorded": rfc3339(commit.when),
        "by": commit.author,
        "email": commit.email,
        "step": commit.step or None,
        "subject": commit.subject,
        "by_hand": commit.is_by_hand,
        "signature": signature_state(commit, audit.signatures),
        "signer": (signature.signer if signature else "") or None,
        "entries": [
            {
                "id": event.entry.id,
                "change": event.what,
                "at": rfc3339(event.entry.at),
                "by": event.entry.by,
                "kind": event.entry.kind,
                "text": event.entry.text,
            }
            for event in audited.events.get(commit.sha, ())
        ],
    }


def _trace(trace: Trace) -> tuple[str, ...]:
    commit = trace.commit
    return (
        trace.kind,
        "tampered" if trace.is_tampering else "noted",
        trace.path,
        str(trace.line or ""),
        " ".join(trace.entries),
        commit.sha if commit else "",
        time_value(commit.when) if commit else "",
        commit.author if commit else "",
        trace.text,
        trace.before,
        trace.after,
    )


def _trace_json(trace: Trace) -> dict[str, Any]:
    commit = trace.commit
    return {
        "kind": trace.kind,
        "tampering": trace.is_tampering,
        "text": trace.text,
        "incident": trace.incident or None,
        "path": trace.path or None,
        "line": trace.line or None,
        "entries": list(trace.entries),
        "commit": commit.sha if commit else None,
        "recorded": rfc3339(commit.when) if commit else None,
        "by": commit.author if commit else None,
        "was": trace.before or None,
        "is": trace.after or None,
    }
