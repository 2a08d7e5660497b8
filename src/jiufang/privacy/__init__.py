"""Find identifiers and protected attributes in text, so that they can be kept away from scoring."""
