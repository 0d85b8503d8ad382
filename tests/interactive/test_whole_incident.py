"""One whole incident, answered at a terminal: decide, declare, update, resolve, retro."""

import json

from incident_repository import Repository, timeless
from pseudo_terminal import DOWN, Terminal

INCIDENT = "inc-26-11-23-sev-1-login-is-down-for-all-customers"


def test_decide_goes_on_to_declare(repository: Repository) -> None:
    """What was answered is not asked again; 24 lines hold the whole preview, the page last."""
    terminal = repository.at_terminal("decide")
    decide_and_declare(terminal)
    assert terminal.exit_code() == 0
    screen = timeless(terminal.everything)
    assert screen[: len(CONVERSATION)] == CONVERSATION
    results = screen[screen.index("! page        NOT PAGED: open https://oncall.example.com/identity") :]
    assert results[: len(RESULTS)] == RESULTS


def test_every_step_to_the_closed_retrospective(repository: Repository) -> None:
    """The document at the end holds every answer that was typed; an empty `and?` leaves no trace."""
    decided = repository.at_terminal("decide")
    decide_and_declare(decided)
    assert decided.exit_code() == 0
    updated = repository.at_terminal("update")
    updated.answer("The team is …", DOWN + DOWN + "\r")
    updated.answer("Where does it stand?", "Logins work again.\r")
    updated.answer("enter send", "\r")
    assert updated.exit_code() == 0
    resolved = repository.at_terminal("resolve")
    resolve(resolved)
    assert resolved.exit_code() == 0
    retro = repository.at_terminal("retro", rows=60)
    hold_retrospective(retro)
    assert retro.exit_code() == 0
    assert timeless(retro.everything)[: len(RETROSPECTIVE)] == RETROSPECTIVE
    incident = json.loads(repository.run("show", "login", "--json"))
    assert (incident["status"], incident["severity"], incident["commander"]) == ("closed", "SEV1", "Ana Ruiz")
    assert incident["impact"] == "They cannot log in after clearing cookies."
    assert incident["retrospective"]["went_well"] == ["Paged at once", "Nobody guessed"]
    assert [action["owner"] for action in incident["retrospective"]["actions"]] == ["Bo Lind"]
    assert repository.git("status", "--short") == ""


def test_resolve_asks_in_one_column(mitigated: Repository) -> None:
    """Long questions stand above their answers; what is likely is there to be accepted."""
    terminal = mitigated.at_terminal("resolve", rows=60)
    resolve(terminal)
    assert terminal.exit_code() == 0
    screen = timeless(terminal.everything)
    when = screen.pop(4)
    assert when.startswith("When is the retrospective? › 20") and when.endswith(" 10:00")
    assert screen[:7] == [
        "Will the fix last until a long-term solution?",
        "                           › Yes",
        "Has Ana Ruiz reviewed the document?",
        "                           › Yes",
        "How are things left?       › The old key is back.",
        "What are the next steps?   › none",
        "Who deserves thanks?       › Identity",
    ]


def test_a_time_outside_the_window_is_refused_where_it_is_typed(mitigated: Repository) -> None:
    """The question stays; nothing else has to be answered again."""
    terminal = mitigated.at_terminal("resolve", "--durable", "--sign-off")
    terminal.answer("When is the retrospective?", "\x15in an hour, perhaps\r")
    terminal.expect("is not a time")
    terminal.type("\x152020-11-23 10:00\r")
    terminal.expect("has passed")
    terminal.type("\x15tomorrow 00:00\r")
    terminal.expect("please")


def test_a_check_in_asks_three_things_and_drafts_the_update(declared: Repository) -> None:
    """The words of the check-in stand in the next update, to be kept or changed."""
    checkin = declared.at_terminal("checkin")
    checkin.answer("What is the progress?", "Half of the hosts are back.\r")
    checkin.answer("Has the impact changed?", "\r")
    checkin.answer("Do they need help?", "y")
    checkin.expect('help is needed: acmeinc escalate --to leadership --because "…"')
    assert checkin.exit_code() == 0
    update = declared.at_terminal("update")
    update.answer("The team is …", "\r")
    update.expect("Where does it stand?       › Half of the hosts are back.")


def test_five_questions_and_one_preview_to_the_page(repository: Repository) -> None:
    """Two texts and at most ten more keys: a practised person needs less than thirty seconds."""
    terminal = repository.at_terminal("declare")
    typed = ["log\t\r", "down\r", "\r", "\r", "Nobody can log in.\r", "\r"]
    asked = (
        *("What is affected?", "What state is it in?", "Who notices?", "How bad is it?"),
        *("What do customers see?", "enter send"),
    )
    for question, keys in zip(asked, typed, strict=True):
        terminal.answer(question, keys)
    assert terminal.exit_code() == 0
    assert len("".join(typed)) - len("down") - len("Nobody can log in.") <= 10
    assert sum("›" in line for line in terminal.everything) == len(asked)


def decide_and_declare(terminal: Terminal) -> None:
    """Answer `decide` for a login that is down, and go on to declare it."""
    terminal.answer("What is affected?", "log\t\r")
    terminal.answer("What state is it in?", "down\r")
    terminal.answer("Who notices?", "\r")
    terminal.expect("(space marks, enter goes on)")
    terminal.type(DOWN + " ")
    terminal.answer("❯ ● SEV1  Core functionality", "\r")
    terminal.answer("Commander", "\r")
    terminal.answer("Declare it now?", "\r")
    terminal.answer("What do customers see?", "They cannot log in after clearing cookies.\r")
    terminal.answer("enter send", "\r")


def resolve(terminal: Terminal) -> None:
    """Answer `resolve`, taking every suggestion."""
    terminal.answer("Will the fix last", "y")
    terminal.answer("Has Ana Ruiz reviewed the document?", "y")
    terminal.answer("When is the retrospective?", "\r")
    terminal.answer("How are things left?", "The old key is back.\r")
    terminal.answer("What are the next steps?", "none\r")
    terminal.answer("Who deserves thanks?", "\r")
    terminal.answer("enter send", "\r")


def hold_retrospective(terminal: Terminal) -> None:
    """Answer `retro`, and close the incident."""
    terminal.answer("customer impact?", "900 customers for an hour\r")
    terminal.answer_again("and?", "\r")
    terminal.answer("What went well?", "Paged at once\r")
    terminal.answer_again("and?", "Nobody guessed\r")
    terminal.expect("› Nobody guessed")
    terminal.answer_again("and?", "\r")
    terminal.answer("What could be improved?", "\r")
    terminal.answer("Where did we get lucky?", "\r")
    terminal.answer("What were we wrong about?", "\r")
    terminal.answer("Action items?", "Alert on key age | Bo Lind | 2027-12-04\r")
    terminal.answer_again("and?", "\r")
    terminal.answer("Who attended?", "bo\t\r")
    terminal.answer_again("and?", "\r")
    terminal.answer("Is the retrospective done?", "y")


CONVERSATION = """\
What is affected?          › Login
What state is it in?       › down
Who notices?               › all customers
Which of these are true?   › SEV1  Core functionality of the product is
                             unavailable

SEV1, Major incident: core functionality of the product is unavailable.
   decided after 1s
Login belongs to Identity: https://oncall.example.com/identity
Commander                  › Ana Ruiz
Declare it now?            › Yes

What do customers see?     › They cannot log in after clearing cookies.

  To: incident_updates@example.com, #incidents, own channel
  Subject: SEV1 Incident - Login is down for all customers

    Login is currently experiencing a SEV1 incident. The required teams are
    being engaged and are actively triaging the issue.
    Identified time: 09:14 EST
    Description of customer impact: They cannot log in after clearing cookies.
    Quantity of customers impacted: Unknown
    Known customers impacted:
    … 7 more lines

  To: https://status.example.com
  Subject: Issue with Login

    We have detected a potential issue with Login.
    Our engineering team has been alerted and is actively investigating.
    We will provide an update in 1 hour or as soon as more information is
    available.

  Page: Identity

enter send · e edit · q quit  › send
""".splitlines()

RESULTS = f"""\
! page        NOT PAGED: open https://oncall.example.com/identity
              then: acmeinc send --done
✓ document    incidents/2026/11/inc-26-11-23-sev-1-login-i…-for-all-customers.md
✓ bridge      https://meet.example.com/inc-26-11-23-sev-1-…own-for-all-customers
! email       printed above, for incident_updates@example.com
! chat        printed above, for #incidents, own channel
! status page on https://status.example.com after the next: acmeinc site build
! by hand     create the chat channel
              #{INCIDENT}
! by hand     post and bookmark there:
              incidents/2026/11/inc-26-11-23-sev-1-login-is-down-for-all-custome
rs.md

Next for {INCIDENT} (SEV1)""".splitlines()

RETROSPECTIVE = """\
One answer a line; an empty line goes on. Systems, not people: nobody is blamed.
What was the final assessment of customer impact?
                           › 900 customers for an hour
What went well?            › Paged at once
and?                       › Nobody guessed
What could be improved?    ›
Where did we get lucky?    ›
What were we wrong about?  ›
Action items?  TEXT | OWNER | DUE | LINK
                           › Alert on key age | Bo Lind | 2027-12-04
Who attended?              › Bo Lind
Is the retrospective done? This closes the incident
                           › Yes
✓ 09:14:09 EST  Retrospective prepared
✓ 09:14:09 EST  What was the final assessment of customer impact? 900 customers
                for an hour
✓ 09:14:09 EST  What went well? Paged at once; Nobody guessed
✓ 09:14:09 EST  Action items: Alert on key age
✓ 09:14:09 EST  Attended: Bo Lind
✓ 09:14:09 EST  Retrospective done, incident closed
""".splitlines()
