"""办件: one person's matter with the street, from application to delivery. Facts in, events out, as for a case."""
