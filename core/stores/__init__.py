"""The stores behind the protocols of the core: Postgres decides, Redis offers."""
