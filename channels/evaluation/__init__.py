"""Evaluation: sets of commands, dialogues and queries, run in process against the real service on scratch stores."""
