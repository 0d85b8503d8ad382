"""The channels through which a message leaves the house, and what travels on them."""
