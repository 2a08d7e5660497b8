"""Turn what a scorer estimates, and what became of people, into figures that a decision can rest on."""
