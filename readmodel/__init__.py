"""What people see: rows made from events, in one SQL database. The only place that knows SQL."""
