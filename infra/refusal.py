"""The one error that ends a start. Raised all over `infra`; caught by the doors, which print it and exit."""


class StartError(Exception):
    """A reason not to start, said in one sentence to the person at the keyboard."""
