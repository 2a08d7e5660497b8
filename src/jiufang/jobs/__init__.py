"""Turn an advertisement into a job: typed requirements, duties, and criteria that may not be used."""
