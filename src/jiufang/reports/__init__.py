"""Turn a shortlist into something to hand over: HTML and XLSX."""
