"""Turn the encoder into a table of vectors, one for each piece, for the first stage of a search through millions."""
