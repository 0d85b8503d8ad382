"""The program from its first moment: the console script `acmeinc`, and `python -m acmeinc`."""

import gc


def main() -> None:
    """Run the program."""
    # All that start-up makes lives until the end: that the collector looks through it time and again, and
    # once more at exit, is a tenth of a short command.
    gc.disable()
    from acmeinc.cli import main as run

    gc.freeze()
    gc.enable()
    try:
        run()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
