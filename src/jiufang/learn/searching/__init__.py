"""Turn the ranges of a configuration into the best settings that a budget of trials finds."""
