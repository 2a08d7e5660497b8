"""The rooms of an open workspace, each under the name by which `jiufang.open(…)` offers it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from jiufang.workspace.applicants import Applicants
from jiufang.workspace.attachments import Attachments
from jiufang.workspace.boards import Boards
from jiufang.workspace.calibrating import Calibrations
from jiufang.workspace.consenting import Consents
from jiufang.workspace.desk import Desk
from jiufang.workspace.duplicates import Duplicates
from jiufang.workspace.files import Files
from jiufang.workspace.interviews import Interviews
from jiufang.workspace.letters import Messages
from jiufang.workspace.logbook import Decided, Log
from jiufang.workspace.notes import Notes, Tags
from jiufang.workspace.openings import Openings
from jiufang.workspace.people import People
from jiufang.workspace.pool import Pool
from jiufang.workspace.screenings import Screenings
from jiufang.workspace.searches import Searches
from jiufang.workspace.telling import Webhooks
from jiufang.workspace.training import Trainings

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace


class Rooms:
    """The part of an open workspace that leads to its rooms."""

    @cached_property
    def people(self) -> People:
        """The candidates."""
        return People(self._ws)

    @cached_property
    def files(self) -> Files:
        """Their documents."""
        return Files(self._ws)

    @cached_property
    def openings(self) -> Openings:
        """The jobs."""
        return Openings(self._ws)

    @cached_property
    def applicants(self) -> Applicants:
        """Who applied for which job."""
        return Applicants(self._ws)

    @cached_property
    def messages(self) -> Messages:
        """Letters to candidates and from them."""
        return Messages(self._ws)

    @cached_property
    def attachments(self) -> Attachments:
        """Files that go with letters, or lie beside a candidate."""
        return Attachments(self._ws)

    @cached_property
    def interviews(self) -> Interviews:
        """Conversations that are planned or were held."""
        return Interviews(self._ws)

    @cached_property
    def screenings(self) -> Screenings:
        """Conversations with candidates by private link."""
        return Screenings(self._ws)

    @cached_property
    def boards(self) -> Boards:
        """Where applicants stand, and what comes of them."""
        return Boards(self._ws)

    @cached_property
    def calibrations(self) -> Calibrations:
        """Requirements tried on a few candidates."""
        return Calibrations(self._ws)

    @cached_property
    def desk(self) -> Desk:
        """One applicant laid out to be judged."""
        return Desk(self._ws)

    @cached_property
    def notes(self) -> Notes:
        """What colleagues write down about candidates."""
        return Notes(self._ws)

    @cached_property
    def tags(self) -> Tags:
        """The words that candidates are sorted by."""
        return Tags(self._ws)

    @cached_property
    def consents(self) -> Consents:
        """What candidates agreed to."""
        return Consents(self._ws)

    @cached_property
    def duplicates(self) -> Duplicates:
        """Pairs of candidates who may be the same person."""
        return Duplicates(self._ws)

    @cached_property
    def decided(self) -> Decided:
        """What was decided."""
        return Decided(self._ws)

    @cached_property
    def log(self) -> Log:
        """Who did and saw what."""
        return Log(self._ws)

    @cached_property
    def searches(self) -> Searches:
        """Searches that people keep."""
        return Searches(self._ws)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Which other servers are told of what happens here."""
        return Webhooks(self._ws)

    @cached_property
    def trainings(self) -> Trainings:
        """The models that are trained on this installation."""
        return Trainings(self._ws)

    @cached_property
    def pool(self) -> Pool:
        """Everybody, to be searched."""
        return Pool(self._ws)

    @property
    def _ws(self) -> OpenWorkspace:
        return cast("OpenWorkspace", self)
