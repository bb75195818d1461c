"""The HTTP channel: parses, authenticates, calls the turn, renders."""
