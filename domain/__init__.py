"""The rules of a case: facts in, events out. Standard library only; no input, no output, no clock of its own."""
