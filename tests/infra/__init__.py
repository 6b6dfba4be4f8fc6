"""Tests of the house: settings, clock, logs, Temporal, the pack, and starting it all."""
