"""Several readings of one entry, made one (FORMAT.md, "State is a pure function…", rule 2).

Hands, formatters and merges leave lines with one id and different words. Whatever order they come in, the
same one of them is the entry, and the others become corrections of it.
"""

from collections.abc import Container, Iterable, Mapping

from acmeinc.incident import ulid
from acmeinc.incident.entries import is_intact, make_entry, same_words
from acmeinc.incident.model import Entry

_ONLY_KIND = {"kind"}


def unify(variants: Iterable[Entry]) -> dict[str, Entry]:
    """Return one entry for each id; other readings of the same id become corrections (FORMAT.md, rule 2).

    A redacted variant wins, else the one whose `sum` verifies. Idempotent, and independent of the order.
    """
    unified: dict[str, Entry] = {}
    several: dict[str, list[Entry]] = {}
    telling: list[Entry] = []
    for variant in variants:
        first = unified.setdefault(variant.id, variant)
        if first is not variant and first != variant:
            same = several.setdefault(variant.id, [first])
            if variant not in same:
                same.append(variant)
        if variant.fields.keys() != _ONLY_KIND:
            telling.append(variant)
    redacted = redacted_ids(telling)
    removed = removed_ids(telling)
    # Who undid a redacted entry has quoted it.
    covered = redacted.union(e.id for e in telling if e.fields.get("undoes") in redacted)
    for entry_id in edits_of(covered, telling) if covered else ():
        unified.pop(entry_id, None)
        several.pop(entry_id, None)
    for entry_id in removed & unified.keys():
        several.setdefault(entry_id, [unified[entry_id]])
    waiting = list(several)
    while waiting:
        entry_id = waiting.pop()
        kept = unified[entry_id] = _chosen(several[entry_id])
        for other in several[entry_id]:
            # Who edits a redacted line has not seen the words that went.
            is_open = entry_id not in covered or other.fields.get("redacted")
            edit = _edit(kept, other, is_removed=entry_id in removed) if is_open else None
            if edit and edit != unified.setdefault(edit.id, edit):
                # A hand has edited the correction, too.
                same = several.setdefault(edit.id, [unified[edit.id]])
                if edit not in same:
                    same.append(edit)
                    waiting.append(edit.id)
    return _without_words_of(redacted, unified) if redacted else unified


def redacted_ids(entries: Iterable[Entry]) -> set[str]:
    """Return the ids of entries whose words were taken away, wherever that is recorded.

    It stands in the redacted line, in the record of its redaction, and in that of its removal by hand.
    """
    ids: set[str] = set()
    for entry in entries:
        if entry.fields.get("redacted"):
            ids.update((entry.id, str(entry.fields.get("entry", ""))))
        if "redacts" in entry.fields:
            ids.add(str(entry.fields["redacts"]))
    return ids - {""}


def edits_of(ids: Container[str], entries: Iterable[Entry]) -> set[str]:
    """Return the ids of what hands made of the lines of the entries `ids`, and of what they made of that."""
    by_hand = [entry for entry in entries if entry.fields.get("hand") and "corrects" in entry.fields]
    found: set[str] = set()
    while new := {e.id for e in by_hand if _corrected(e) in ids or _corrected(e) in found} - found:
        found |= new
    return found


def _without_words_of(redacted: Container[str], entries: Mapping[str, Entry]) -> dict[str, Entry]:
    from acmeinc.incident.blanking import blanked

    return {entry_id: blanked(entry, redacted) for entry_id, entry in entries.items()}


def _chosen(same: list[Entry]) -> Entry:
    pool = [e for e in same if e.fields.get("redacted")] or [e for e in same if is_intact(e)] or same
    return min(pool, key=lambda e: (e.at is None, e.text, e.by, str(e.at), repr(sorted(e.fields.items()))))


def _edit(kept: Entry, edited: Entry, *, is_removed: bool) -> Entry | None:
    """Return what a hand made of `kept`'s line as a correction, under an id that everyone computes.

    None where it is no edit. Of a removed entry an edited line is kept so even if it is the only one.
    """
    at, by = edited.at or kept.at, edited.by or kept.by
    unchanged = same_words(edited.text, kept.text) and at == kept.at and by == kept.by
    if (is_intact(edited) or not is_removed) if edited is kept else unchanged:
        return None
    seed = f"edit|{kept.id}|{' '.join(edited.text.split())}|{at}|{edited.by}"
    correction_id = ulid.hashed(ulid.time_of(kept.id), seed)
    fields: dict[str, object] = {"kind": "correction", "corrects": kept.id}
    if not edited.fields.get("redacted"):
        fields["hand"] = True
    return make_entry(correction_id, at, by, edited.text, fields)


def struck_ids(entries: Mapping[str, Entry]) -> set[str]:
    """Return the ids of entries that another entry corrects: drawn struck through.

    A correction that was undone strikes nothing any more.
    """
    correcting = [e for e in entries.values() if "corrects" in e.fields]
    undone = {str(e.fields["undoes"]) for e in correcting if "undoes" in e.fields}
    return {_corrected(e) for e in correcting if e.id not in undone}


def _corrected(entry: Entry) -> str:
    return str(entry.fields.get("corrects", ""))


def removed_ids(entries: Iterable[Entry]) -> set[str]:
    """Return the ids of entries whose removal by hand one of `entries` records."""
    removals = (entry for entry in entries if entry.fields.get("kind") == "removed")
    return {str(entry.fields.get("entry", "")) for entry in removals}
