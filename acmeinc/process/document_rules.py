"""The rules that an incident document, or the record of a bug, can break: part of `rule_names.RULES`."""

from acmeinc.process.rule_name import Rule

DOCUMENT_RULES = {
    "document-undeclared": Rule(
        "error", "No entry says which incident it is.", "Nothing finds it, and no step can work on it."
    ),
    "document-id": Rule("error", "The id is none.", "Files, links and the chat channel are called by it."),
    "document-name": Rule(
        "error",
        "The file is not called as its incident.",
        "Every link to it, and every step, looks for the id.",
    ),
    "document-folder": Rule(
        "error",
        "The file is not in the folder of its date.",
        "Every link to it, and every step, looks there.",
    ),
    "document-uid": Rule("error", "The uid is missing or none.", "It tells two incidents of one id apart."),
    "document-uid-twice": Rule(
        "error",
        "Two documents are of one incident.",
        "Every message would go out twice, and nobody knows which is right.",
    ),
    "document-two-incidents": Rule(
        "error",
        "Two incidents stand in one document.",
        "A merge by text has fused them; nobody can tell their entries apart.",
    ),
    "document-head-missing": Rule(
        "error", "There is no front matter.", "Other programs read the incident there."
    ),
    "document-head-open": Rule(
        "error",
        "The front matter is never closed.",
        "All of the document would be front matter, or none of it.",
    ),
    "document-value": Rule(
        "error",
        "A value is none that its field can hold.",
        "The next step makes it a comment, and it is lost.",
    ),
    "document-head-differs": Rule(
        "error",
        "The front matter says something else than the entries, and its digest fits.",
        "No step and no hand does that: the digest was made to fit, or an entry was taken out.",
    ),
    "document-constant": Rule(
        "error", "The id or the uid was changed by hand.", "They are the identity of the incident, and stay."
    ),
    "document-digest-twice": Rule(
        "error",
        "The front matter has two digests.",
        "A merge by text has been there: what stands above may be of either side.",
    ),
    "document-head-strayed": Rule(
        "error", "Front matter stands in the text.", "A merge by text has been there: nobody reads it there."
    ),
    "document-conflict": Rule(
        "error",
        "A conflict of a merge is not resolved.",
        "Both sides stand there, and the state of the incident is unclear.",
    ),
    "document-broken-block": Rule(
        "error",
        "A marker of a block has no partner, or stands inside another block.",
        "Nothing can be drawn there.",
    ),
    "document-block-twice": Rule("error", "A block stands twice.", "Only one of them would be drawn."),
    "document-missing-block": Rule(
        "warning", "A block is missing.", "What belongs there is kept, and nobody sees it."
    ),
    "document-edited": Rule(
        "warning",
        "Front matter, a table or a box was changed by hand.",
        "That is welcome: it counts once the next step has taken it in.",
    ),
    "document-foreign-line": Rule(
        "warning",
        "Inside a block stands what does not belong there.",
        "The next step moves it below the block.",
    ),
    "document-handwritten": Rule(
        "warning",
        "A line of the timeline was written by hand.",
        "That is welcome: it gets its id with the next step.",
    ),
    "document-bad-id": Rule(
        "error",
        "The id of an entry is none.",
        "The line is no entry any more, and what it says of the state is gone.",
    ),
    "document-unreadable-entry": Rule(
        "error", "Time, name or comment of an entry cannot be read.", "What it says of the state is gone."
    ),
    "document-entry-edited": Rule(
        "warning",
        "An entry was changed by hand after it was recorded.",
        "The next step makes the new words its correction; `acmeinc audit` calls it tampering.",
    ),
    "document-entry-twice": Rule(
        "warning", "An entry stands in two lines.", "The next step keeps one of them."
    ),
    "document-id-twice": Rule(
        "error", "Two entries have one id.", "One of them would become the correction of the other."
    ),
    "document-id-ahead": Rule(
        "warning",
        "An entry was recorded by a clock that is ahead.",
        "What is recorded later looks older than it, and loses where both change a value.",
    ),
    "document-order": Rule(
        "warning", "Entries are not newest first.", "Who reads at night takes the first line for the newest."
    ),
    "document-strayed-entry": Rule(
        "warning", "An entry stands outside of its block.", "The next step moves it there."
    ),
    "document-strike": Rule(
        "warning",
        "An entry is struck through and not corrected, or the other way round.",
        "A strike is drawn from a correction; by itself it says nothing.",
    ),
    "document-absent-entry": Rule(
        "error",
        "An entry names another one that is not there.",
        "Somebody has deleted that line: the state may be another one without it.",
    ),
    "document-resolved-before-started": Rule(
        "error", "The incident was resolved before it started.", "Every duration would be negative."
    ),
    "document-milestone-order": Rule(
        "warning", "Milestones are in an unlikely order.", "The durations are computed from them."
    ),
    "document-status": Rule(
        "warning", "Status and milestones do not agree.", "What is due, and the figures, follow from both."
    ),
    "document-action-owner": Rule(
        "warning",
        "An action item of a finished incident has no owner.",
        "What belongs to everybody is done by nobody.",
    ),
    "document-action-due": Rule(
        "warning",
        "An action item of a finished incident has no date.",
        "What has no date is done after everything that has one.",
    ),
    "document-action-overdue": Rule(
        "warning",
        "An action item is overdue.",
        "The next incident may be the one that it would have prevented.",
    ),
    "document-blame": Rule(
        "warning",
        "Wording in the retrospective looks for somebody at fault.",
        "Who fears blame tells less, and the next incident is the same. Systems can be changed.",
    ),
    "document-ignore": Rule(
        "warning", "A comment ignores a warning that there is not.", "Misspelt, it would silently do nothing."
    ),
}
