"""One command, one file: gather, decide, act once, print. No rule of the process lives here."""
