"""Shared words about words: which language, normal forms, tokens, dates. Imports nothing of ours."""
