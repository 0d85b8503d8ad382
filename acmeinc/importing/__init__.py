"""What a team has elsewhere, read into values: the text of other programs' files in, nothing written."""
