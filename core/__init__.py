"""The law: contracts, decisions, pending actions, executions, events, sanitation. Names no product."""
