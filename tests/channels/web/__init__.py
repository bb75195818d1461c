"""The chat page in a real browser, against a stand-in of the service that says what a test tells it to."""
