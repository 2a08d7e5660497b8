"""Turn a document into a profile: what a résumé says of a person, each fact with the words that say it."""
