"""Turn what people judge of pairs into labels: grades and choices, how far people agree, which pairs are worth asking about."""
