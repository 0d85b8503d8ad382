"""Every validation, as values: of what an organisation keeps and sets up, and of its past (DESIGN §5)."""
