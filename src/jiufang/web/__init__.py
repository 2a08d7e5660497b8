"""Answers requests from browsers and programs: the REST API under `/api/v1`, health and metrics; the pages come later."""
