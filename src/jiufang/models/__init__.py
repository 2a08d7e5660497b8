"""Fetch, verify and load model folders; satisfy the protocols with them."""
