"""Catalogues of messages, one file a language; `tools/messages.py` brings them up to date with the templates."""
