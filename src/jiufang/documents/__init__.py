"""Turn bytes into documents: visible text with places, hidden text kept apart, problems told."""
