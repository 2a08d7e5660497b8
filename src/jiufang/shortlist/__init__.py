"""Turn many matches into a ranking with ties, reasons, and an answer to “why not?”."""
