"""The chat page: a shell per language, its modules and its words, served as they are."""
