"""The sentences and groups of the settings, as `jiufang.settings` says them, to be said in other languages; a test compares."""

from __future__ import annotations

from jiufang.web.pages.palette import message

GROUPS = {
    "Engine": message("Engine"),
    "Language model": message("Language model"),
    "Workspace": message("Workspace"),
    "Server": message("Server"),
    "Access": message("Access"),
    "Mail": message("Mail"),
}
MEANS = (
    message("folder of the model folders"),
    message("folder of parsed profiles, matches, pictures and vectors, by content hash; a workspace does not use it"),
    message("reading processes and encoder threads; all cores when 0"),
    message("who reads besides the rules: `none`, `llm` (the model of `JIUFANG_LLM`), or `fake` (shared words, to try the path out)"),
    message("the language model: `none`, `openai` (any server with that interface), `llamacpp` (in this process) or `recorded`"),
    message("base URL of the server, such as `http://localhost:11434/v1`"),
    message("the model's name on the server, or a GGUF file; the fetched one when empty"),
    message("key of the server; never logged, cached or written anywhere"),
    message("other machines that may be asked, each with why: `HOST=reason; HOST=reason`"),
    message("time for one answer, retries included"),
    message("tokens that the workspace may use in a month; no bound when 0"),
    message("tokens for one candidate in a month; no bound when 0"),
    message("money that the workspace may spend in a month, in the currency of the prices"),
    message("price of a million tokens, question/answer, such as `0.27/1.10`"),
    message("folder that `recorded` replays, and that gets what another model replies"),
    message("the workspace's folder, for commands that are given none"),
    message("a PostgreSQL that somebody else runs, with pgvector; the workspace's own when empty"),
    message("the same as the owner of its tables, for migrations, backups and upkeep, where that is another role"),
    message("32 bytes in base64 that open all personal content; the workspace's file `master.key` when empty"),
    message("the address that the server listens on"),
    message("the port that it listens on; 0 takes a free one"),
    message("how browsers write its address, such as `https://jobs.example.org`; this machine's when empty"),
    message("other host names that requests may be for, such as a health check's, parted by commas"),
    message("how many proxies of yours stand before it: so far back their word on a browser's address counts"),
    message("processes that answer requests, some 140 MB each; when 0: 2, or 1 on a single core or with `llamacpp`"),
    message("time for requests and tasks to end when it stops"),
    message("what a collector of metrics shows; without one, this machine alone reads them"),
    message("MiB of free disk below which it calls itself not ready"),
    message("minutes without use after which one has to sign in again"),
    message("hours after which one has to sign in again in any case"),
    message("the company's OpenID provider, exactly as it calls itself; none when empty"),
    message("what we are called there"),
    message("what proves it; empty for a public client"),
    message("its addresses are its own people's, though it does not say that they are verified"),
    message("hosts of the company's own network that webhooks may be sent to, as `host` or `host:port`, parted by commas"),
    message("the mail server: `smtp://name:password@host:587` (STARTTLS) or `smtps://…`; without one nothing is sent"),
    message("the address that mails come from; the name at the mail server when empty"),
)
DEFAULTS = (message("the user's cache folder"), message("no"))
