"""From values to text: templates that a team can change, and the messages made with them."""
