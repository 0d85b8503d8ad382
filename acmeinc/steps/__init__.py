"""One step of the process, safely: intent, page, write, commit, deliver, receipts (DESIGN §6)."""
