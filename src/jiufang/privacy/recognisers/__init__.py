"""One recogniser a file: each turns a text into the spans of one kind of identifier, zh and en, by shape, label and check digit."""
