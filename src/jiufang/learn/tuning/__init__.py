"""Turn a data set of labelled pairs and one readable configuration into a trained model of f(r, p), on disk as a folder."""
