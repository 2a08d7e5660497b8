"""Turn a profile and a job into a match: one finding per requirement, each with its evidence."""
