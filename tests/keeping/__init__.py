"""The command `huying`, and what keeps the record."""
