"""The public status page and the reports, as values and text (DESIGN §5)."""
