"""The steps from one shape of the database to the next, in order; store/migrate.py walks them."""
