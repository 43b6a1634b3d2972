"""The ladder of baselines: what simpler systems, and those a user would reach for first, reach on the same splits."""
