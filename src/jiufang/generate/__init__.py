"""Turn a job and a match into drafts that a person sends, every factual sentence of them resting on a given fact."""
