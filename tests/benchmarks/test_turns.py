"""The turns of a clone: as many commands as the yardstick makes commits."""

from benchmarks.turns import TURNS, commands, steps


def test_a_turn_has_a_command_for_each_commit() -> None:
    turns = [list(commands(3, turn)) for turn in range(TURNS)]
    assert [len(words) for words in turns] == [steps(turn) for turn in range(TURNS)]
    assert [words[0] for words in turns[4]] == ["update", "assign"]
    assert sum(len(words) for words in turns) == 30
