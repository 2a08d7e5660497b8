"""Turns blind profile text into what can be searched, and a question into what is searched for: tokens, vectors, filters, fused ranks."""
