"""Turn an ordinary process into a reading worker: bounded memory and time, no network, no writing, dead with its parent.

What the system does not offer is left out: Windows has no rlimits, macOS no network namespaces. The pool's own
clock and the worker's checks still hold there.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from typing import Any, NoReturn

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

LINUX = sys.platform.startswith("linux")

# Enough for any résumé (readers need 20-80 MB for one), little enough that a bomb cannot hurt the machine.
MEMORY = 900 << 20
# PDFium draws pictures of any size in strips; what needs more than this is a page that draws itself over and over.
PDF_MEMORY = 600 << 20
# A page under recognition: about 0.5 GB of intermediate results, and arenas that are mapped but not used.
OCR_MEMORY = 1500 << 20
# Beyond this a worker does not serve another file: memory once given to it may never come back.
SWOLLEN = 700 << 20
OPEN_FILES = 256
# LibreOffice writes the file that it converts; nothing else writes at all.
CONVERTED = 100 << 20

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def confine(*, parent: int) -> None:
    """Give up what reading a file does not need: network, core dumps, a life without the parent."""
    _die_with(parent)
    _leave_network()
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
        _lower(resource.RLIMIT_FSIZE, CONVERTED)
        forbid_writing()
        with contextlib.suppress(AttributeError, ValueError):
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def renew(*, cpu_s: int, wall_s: float) -> None:
    """Grant a file its own share of computing time, counted from now; the kernel ends the process beyond it.

    Args:
        cpu_s: processor seconds, of all threads together.
        wall_s: seconds on the clock. The pool keeps the same clock; this one serves when the pool is gone.
    """
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _soft(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + cpu_s)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, wall_s)


def rest() -> None:
    """Stop the worker's own clock while it waits for the next file."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def forbid_writing() -> None:
    """Let no file grow; the pipes to the pool are no files."""
    if resource is not None:
        _soft(resource.RLIMIT_FSIZE, 0)


def allow_writing() -> None:
    """Let files be written up to the size of a converted document."""
    if resource is not None:
        _soft(resource.RLIMIT_FSIZE, CONVERTED)


def bound_memory(extra: int = MEMORY) -> None:
    """Allow so many bytes of address space above what the process has mapped already."""
    mapped = _pages(0)
    if resource is not None and mapped:
        _soft(resource.RLIMIT_AS, mapped + extra)


def unbound_memory() -> None:
    """Lift the bound on memory while a model is loaded."""
    if resource is not None:
        _soft(resource.RLIMIT_AS, resource.RLIM_INFINITY)


def is_swollen() -> bool:
    """Tell whether the process keeps more memory than a worker should."""
    return _pages(1) > SWOLLEN


def _pages(field: int) -> int:
    """Return the bytes mapped (0) or resident (1); 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - runs at every file
            return int(statm.read().split()[field]) * (resource.getpagesize() if resource else 4096)
    except OSError:  # macOS: RLIMIT_AS is not enforced there either
        return 0


def _soft(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard):
        value = hard
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (value, hard))


def _lower(which: int, value: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (value, value))


def _die_with(parent: int) -> None:
    if LINUX:
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if hasattr(os, "getppid") and parent and os.getppid() != parent:
        os._exit(0)


def _leave_network() -> None:
    """Move into an empty network namespace where the kernel lets us, and bar the socket module everywhere."""
    if LINUX:
        with contextlib.suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.unshare(CLONE_NEWNET) != 0:
                libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
            libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    sys.addaudithook(_bar_network)


def _bar_network(event: str, _: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"):
        _refuse()


def _refuse() -> NoReturn:
    raise PermissionError("a reading worker has no network")
