"""The REST API `/api/v1`: one router a kind of thing, each thin over the workspace."""
