"""Every rule that a file can break, by a name that stays the same: how bad it is, what is wrong, and why."""

from collections.abc import Mapping

from acmeinc.process.document_rules import DOCUMENT_RULES
from acmeinc.process.rule_name import Rule

_FILES = {
    "file-access": Rule("error", "The file cannot be read.", "What nobody can read holds for nobody."),
    "file-kind": Rule(
        "error", "There is no regular file inside the repository.", "Links are not followed out of it."
    ),
    "file-long": Rule("error", "The file, or a cell, is too long.", "Reading it must not stop anybody."),
    "file-encoding": Rule("error", "The file is not UTF-8.", "Everybody has to read the same words."),
    "file-conflict": Rule(
        "error", "Git has left the marks of a conflict.", "Both sides stand in the file, and neither holds."
    ),
    "file-character": Rule(
        "error", "A control character stands in the text.", "It is invisible, and hides or breaks others."
    ),
    "secret": Rule(
        "error", "Something looks like a secret.", "Git forgets nothing: it has to be revoked, too."
    ),
}

_YAML = {
    "yaml-syntax": Rule("error", "The text is not YAML.", "Nothing of the file is known."),
    "yaml-duplicate-key": Rule("error", "A key stands twice.", "Only one of the values can count."),
    "yaml-tag": Rule("error", "A value has a tag.", "Rules are plain text; a tag could make anything of it."),
    "yaml-anchor": Rule(
        "error",
        "An anchor or an alias is used.",
        "A value that stands elsewhere is misread, and can explode.",
    ),
    "yaml-depth": Rule("error", "The file nests too deep.", "No rule needs it; it can exhaust the memory."),
    "yaml-type": Rule(
        "error", "A text, a list or a mapping stands where another belongs.", "The value cannot be used."
    ),
    "yaml-unknown-key": Rule("error", "A key is not known.", "Misspelt, it would silently do nothing."),
    "yaml-missing-key": Rule(
        "error", "A required key is missing.", "There is no default that would be safe."
    ),
    "yaml-empty-value": Rule(
        "error", "A required value is empty.", "There is no default that would be safe."
    ),
    "yaml-choice": Rule("error", "A value is none of those that can be chosen.", "It would mean nothing."),
    "yaml-duration": Rule(
        "error", "A duration has no unit, or is none.", "`30` could be minutes or hours; write `30m`."
    ),
}

_SEVERITY = {
    "severity-id": Rule("error", "A severity is not called SEV0 to SEV9.", "Documents name it in that form."),
    "severity-order": Rule(
        "error",
        "The severities do not go from the lowest number to the highest.",
        "The first that fits is suggested, so the most severe has to come first.",
    ),
    "severity-none": Rule("error", "There is no severity.", "Nothing can be declared."),
    "severity-cadence": Rule(
        "error", "The check-in is not before the update.", "It gathers what the update says."
    ),
    "severity-retrospective": Rule(
        "error", "The retrospective's window closes before it opens.", "No time would be right."
    ),
    "severity-clocks": Rule(
        "error", "The decision may take as long as the declaration.", "The first comes before the second."
    ),
    "severity-name-twice": Rule("error", "Two levels have one name.", "Nobody would know which is meant."),
    "severity-odd-cadence": Rule(
        "warning",
        "A cadence makes no sense beside the others.",
        "A less severe level is heard of more often, or a check-in prepares no update.",
    ),
    "severity-odd-page": Rule(
        "warning", "A less severe level pages, and a more severe one does not.", "Somebody sleeps through it."
    ),
    "severity-no-condition": Rule("warning", "A level has no condition.", "It is never suggested."),
    "condition-id": Rule(
        "error", "A condition has no id that can be typed.", "It is chosen by id, and recorded by it."
    ),
    "condition-twice": Rule(
        "error", "The id of a condition stands in two levels.", "Choosing it would not tell which level."
    ),
}

_SETTINGS = {
    "settings-address": Rule("error", "An address of e-mail is none.", "The mail would not leave."),
    "settings-braces": Rule(
        "error", "A link template holds other braces than it can fill in.", "The link would lead nowhere."
    ),
    "settings-page-id": Rule(
        "error", "The id of a status page or component is none.", "The post would be refused."
    ),
    "settings-support": Rule(
        "error", "The address for customers who need help is none.", "They would be left alone."
    ),
    "settings-time-zone": Rule("error", "The time zone is not known.", "Every local time depends on it."),
    "settings-business-day": Rule(
        "error", "The business day has no days, or no hours.", "The retrospective could never be due."
    ),
    "settings-component": Rule(
        "error",
        "A component of the status page has no functionality of ownership.csv for its name.",
        "No incident would ever change it.",
    ),
    "settings-holiday": Rule(
        "error", "A holiday is no date and no country.", "A retrospective would fall on it."
    ),
}

_TABLES = {
    "csv-header": Rule("error", "The file has no header.", "Without it the columns mean nothing."),
    "csv-separator": Rule(
        "error", "The columns are not separated by commas.", "The whole row would be one cell."
    ),
    "csv-missing-column": Rule("error", "A required column is missing.", "No row can be read."),
    "csv-unknown-column": Rule(
        "error", "A column is not known, or has no name.", "Misspelt, it would silently do nothing."
    ),
    "csv-column-twice": Rule("error", "A column stands twice.", "Only one of the cells can count."),
    "csv-cells": Rule(
        "error", "A row has too few or too many cells.", "From there on every cell is in the wrong column."
    ),
    "csv-quotes": Rule(
        "error", "A quote is not closed where its cell ends.", "All that follows would be one cell."
    ),
    "csv-choice": Rule("error", "A cell is none of what can be chosen.", "It would mean nothing."),
    "csv-two-teams": Rule(
        "error", "One functionality and service has two teams.", "Nobody would know whom to page."
    ),
    "csv-no-owner": Rule("error", "A row has no owner.", "It says who is paged, and nobody is."),
    "csv-no-contact": Rule(
        "warning", "An owner has no schedule, no chat, no contact.", "Nobody can reach it at night."
    ),
    "csv-empty-cell": Rule("warning", "A cell is empty.", "It is missed when it is needed."),
    "csv-link": Rule("error", "A link is none.", "At night nobody looks for the right one."),
    "csv-formula": Rule(
        "error",
        "A cell starts like a formula.",
        "A spreadsheet runs it on the machine of who opens the file.",
    ),
    "csv-address": Rule("error", "An address of e-mail is none.", "The invitation would not arrive."),
    "csv-person-twice": Rule("error", "A name stands twice.", "It would not tell who is meant."),
    "csv-unknown-team": Rule(
        "warning", "A team is not known to the other tables.", "Misspelt, nobody would be asked."
    ),
}

_TEMPLATES = {
    "template-missing": Rule("error", "A template is not there.", "The step that needs it would stop."),
    "template-misnamed": Rule(
        "warning", "A file of `templates/` is called almost like a template.", "No step uses it."
    ),
    "template-syntax": Rule("error", "A template cannot be read.", "The step that needs it would stop."),
    "template-unknown-variable": Rule(
        "error", "A value is named that there is not.", "The step would stop, in some incidents only."
    ),
    "template-unknown-filter": Rule("error", "A filter is not known.", "The step would stop."),
    "template-unknown-test": Rule("error", "A test is not known.", "The step would stop."),
    "template-forbidden": Rule(
        "error",
        "A template calls, calculates, loads, or looks into Python.",
        "It runs on the machine of who answers the page.",
    ),
    "template-fails": Rule("error", "A template cannot be filled in.", "The step that needs it would stop."),
    "template-too-slow": Rule(
        "error", "A template takes too long, or too much memory.", "A message has to leave within seconds."
    ),
    "template-too-large": Rule(
        "error", "A template, or what it makes, is too long.", "No channel carries it, and nobody reads it."
    ),
    "template-missing-part": Rule(
        "error",
        "A message does not say what the process wants said, or a document has lost what is kept in it.",
        "Readers look for these words; the program looks for these blocks.",
    ),
}

RULES: Mapping[str, Rule] = {
    **_FILES,
    **_YAML,
    **_SEVERITY,
    **_SETTINGS,
    **_TABLES,
    **_TEMPLATES,
    **DOCUMENT_RULES,
}
"""The rules in the order of docs/check.md."""
