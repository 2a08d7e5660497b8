"""Keep what the core rooms make in PostgreSQL: one tenant apart from another, personal content encrypted per candidate."""
