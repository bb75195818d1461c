"""Where approved jobs run: the worker that people install on their own machine."""
