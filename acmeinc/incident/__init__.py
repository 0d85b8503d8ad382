"""The incident document: its values, its text, and the way from one to the other. Pure."""
