"""Every validation of what an organisation keeps and sets up, as values (DESIGN §5)."""
