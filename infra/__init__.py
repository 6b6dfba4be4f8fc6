"""What the house stands on: settings, logs, clock, Temporal, local processes. Imported by the doors only."""
