"""The rules of the incident response process: text, values and `now` in; values out. Pure."""
