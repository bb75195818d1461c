"""What can be done, as data: one folder for each domain."""
