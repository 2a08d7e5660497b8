"""A house with two companies in it, for tests that try every door: furnished once, and everybody with their keys."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from tests.access.cast import CHEAP
from tests.postgres import TEMPLATE, fresh
from tests.web.browser import ORIGIN, Browser
from tests.web.people import CAST, OURS, add_people
from tests.web.world import ADA, BO, CAI, DEE, furnish, more

from jiufang.access.limits import Rate
from jiufang.access.roles import Permission
from jiufang.settings import Settings
from jiufang.store.connect import APPLICATION, Database
from jiufang.store.master import Keyring, MasterKey
from jiufang.store.opening import Store
from jiufang.store.vault import Vault
from jiufang.web.app import create_app
from jiufang.web.serving import Serving
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.telling import tell

PATIENT = Rate("requests of strangers", burst=10_000, seconds=10)  # else trying every door is a flood
# What asking alone changes: when a session or key was seen last, what was counted.
RESTLESS = {"sessions", "api_keys", "rate_buckets", "idempotency_keys", "tenant_keys"}


@dataclass
class House:
    """The application, what is in it, and who comes."""

    app: Any
    ws: OpenWorkspace
    database: Database
    world: dict[str, str]
    other: dict[str, str]
    asked: str = ""

    def browser(self, name: str) -> Browser:
        """Return the browser of one of the cast, signed in just now; of anybody else's, a stranger's."""
        return Browser.of(self.app, CAST[name]) if name in CAST else Browser.stranger(self.app)

    def program(self, name: str, *scopes: Permission) -> Browser:
        """Return a program of somebody's."""
        return Browser.program(self.app, CAST[name], *scopes)

    def candidate(self, world: dict[str, str]) -> Browser:
        """Return the browser of a candidate with their link."""
        token = self.app.state.site.entrance_of(OURS).candidate_link(world["screening"], by="tom@example.org")
        return Browser(Browser.stranger(self.app).client, {"Authorization": f"Bearer {token}"})

    def state(self) -> dict[str, str]:
        """Return a fingerprint of everything that is ours, table by table."""
        with self.database.owner() as connection:
            return {row[0]: row[1] for row in connection.execute(text(self._all(connection)), {"tenant": OURS})}

    def _all(self, connection: Any) -> str:
        """Return the question, which is the same each time: one for all tables."""
        if not self.asked:
            known = (
                "SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = 'public' ORDER BY 1"
            )
            rows = "SELECT '{0}', coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {0} t WHERE tenant_id = :tenant"
            names = [name for name in connection.execute(text(known)).scalars() if name not in RESTLESS]
            self.asked = " UNION ALL ".join(rows.format(name) for name in names)
        return self.asked


@contextmanager
def house(server: Any) -> Iterator[House]:
    """Build it, on a database of its own."""
    for name in fresh(server, TEMPLATE):
        database = Database(server.url(user=APPLICATION, database=name), owner_url=server.url(database=name))
        with tempfile.TemporaryDirectory() as folder:
            yield _furnished(database, Path(folder))
        database.close()


def _furnished(database: Database, folder: Path) -> House:
    store = Store(database, Vault(Keyring((MasterKey.new(),))))
    store.add_tenant(OURS, "Harbour Works")
    store.outbox = tell
    settings = Settings(models_dir=folder / "none", cache_dir=folder / "kept", workers=1)
    ws = OpenWorkspace(store, settings=settings, by="mei@example.org")
    app = create_app(ws, serving=Serving(origin=ORIGIN, strangers=PATIENT), entrance_of=Entrances(ws, passwords=CHEAP))
    add_people(app)
    worlds = []
    for name, texts, staff in (("a", (ADA, BO), ("li", "ivy")), ("b", (CAI, DEE), ("mei", "tom"))):
        (folder / name).mkdir()
        worlds.append(more(ws, furnish(ws, folder / name, texts=texts, staff=staff)))
    for world in worlds:
        world |= {"pair": str(ws.duplicates.list().rows[0].id), "user": str(CAST["tom"].id), "key": str(_key(app))}
    return House(app, ws, database, *worlds)


def _key(app: Any) -> Any:
    user = CAST["mei"]
    return app.state.site.entrance_of(OURS).make_key(user, name="Mei's", scopes=[Permission.JOBS_READ], by=user.email)[1].id
