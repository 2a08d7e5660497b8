"""Open the zip package of an office document without letting it grow, and parse its parts without letting them reach out."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from jiufang.errors import UnreadableDocument

# trust.md § 4.2: a 0.5 MB document grew to 551 MB of memory in a naive reader.
MAX_ENTRIES = 2_000
MAX_ENTRY_BYTES = 50 * 2**20
MAX_TOTAL_BYTES = 100 * 2**20
MAX_XML_BYTES = 20 * 2**20  # a tree takes some ten times the memory of its text; long résumés stay below 1 MB
MAX_TAGS = 150_000  # opening and closing ones in one part; a long résumé of a word processor has 40,000
RESAVE = "open it in a word processor and save it again"


class Package:
    """The members of a zip file, each read once within limits.

    Args:
        data: the bytes of the file.
        name: the file's name, for messages.

    Raises:
        UnreadableDocument: not a zip file, encrypted, or larger inside than the limits allow.
    """

    def __init__(self, data: bytes, *, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableDocument("the file is damaged", subject=name, hint=RESAVE) from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
            raise self._bomb()
        if any(entry.file_size > MAX_ENTRY_BYTES for entry in entries):
            raise self._bomb()
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableDocument("the file is password-protected", subject=name, hint="ask for an unprotected copy")
        self._sizes = {entry.filename: entry.file_size for entry in entries}
        self._left = MAX_TOTAL_BYTES

    @property
    def names(self) -> list[str]:
        """Return the names of all members."""
        return list(self._sizes)

    def read(self, member: str) -> bytes | None:
        """Return a member's bytes, or None when there is no such member; declared sizes are not believed."""
        if member not in self._sizes:
            return None
        limit = min(MAX_ENTRY_BYTES, self._left)
        try:
            with self._zip.open(member) as stream:
                content = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise UnreadableDocument("the file is damaged", subject=self.name, hint=RESAVE) from error
        if len(content) > limit:
            raise self._bomb()
        self._left -= len(content)
        return content

    def xml(self, member: str) -> etree._Element | None:
        """Return the root of an XML member, or None when there is no such member.

        Raises:
            UnreadableDocument: the XML is broken, declares entities, or is nested too deep.
        """
        content = self.read(member)
        return None if content is None else parse_xml(content, name=self.name)

    def _bomb(self) -> UnreadableDocument:
        return _bomb(self.name)


def _bomb(name: str) -> UnreadableDocument:
    return UnreadableDocument("the file is far larger inside than any résumé", subject=name, hint="ask for another copy")


def parse_xml(content: bytes, *, name: str) -> etree._Element:
    """Parse XML that may be hostile: no entities, no network, no huge trees.

    Raises:
        UnreadableDocument: the XML is broken, declares entities, is nested too deep, or far larger than any résumé's.
    """
    if len(content) > MAX_XML_BYTES or content.count(b"<") > MAX_TAGS:
        raise _bomb(name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("the file is damaged", subject=name, hint=RESAVE) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("the file declares XML entities, which no word processor writes", subject=name, hint=RESAVE)
    return root
