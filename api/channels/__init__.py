"""Channels that others run: a translation and nothing more. All end in the acceptance of `POST /reports`."""
