"""Turn who asks, and for what, into a yes or a no, and into a line that says so afterwards.

No web framework and no database: clocks and randomness are arguments, and what must be kept is asked of small protocols
(`SessionShelf`, `KeyShelf`, `LinkShelf`, `Users`, …) that the store satisfies by shape. Reading order:

    roles, policy       who may do what: one table that is code, docs/access.md and test at once
    tokens              what a browser, a program or a candidate carries; kept as a hash alone
    passwords, strength, signin, oidc      how somebody proves who they are
    sessions, csrf, links, api_keys        what they carry from then on
    limits, idempotency, etags, cursors    what a request may ask of the server, and twice
    webhooks, outgoing  what the server tells other servers, and which ones it never speaks to
    problems, events    what is answered when it goes wrong, and what is written down of who saw what
"""
