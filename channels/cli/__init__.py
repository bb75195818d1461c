"""The command line: one program, noa."""
