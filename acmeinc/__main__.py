"""The program from its first moment: the console script `acmeinc`, and `python -m acmeinc`."""

import gc
import os


def main() -> None:
    """Run the program."""
    # A short command throws away next to nothing: to look for it as often as Python does, and through
    # everything once more at the end, is a tenth of its time.
    gc.set_threshold(50_000)
    if "_ACMEINC_COMPLETE" in os.environ:
        from acmeinc.completion import complete

        if complete(os.environ):
            return
    from acmeinc.cli import main as run

    try:
        run()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
