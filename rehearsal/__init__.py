"""排演: a street's reports played through the rules under another pack or other people, before anybody lives by it.

Pure rules and drawn people: no clock, no database, no network. `huying rehearse` (in `keeping`) prints it.
"""
