"""acmeinc: run a software incident from a terminal, on nothing but a git repository of Markdown."""

__version__ = "0.1.0"
