"""The command `huying`: accounts, and what keeps the record. One file a subcommand; `python -m keeping` runs it."""
