"""The only code that touches the work tree and git: reading, locking, writing, committing, recovering."""
