"""`python -m acmeinc`."""

from acmeinc.cli import main

main()
