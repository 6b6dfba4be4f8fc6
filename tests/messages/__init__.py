"""Messages out: the outbox on both databases, and every channel against something real that listens."""
