"""Inputs, names and signatures of workflows and activities; ids; the one codec. Imports `domain` alone."""
