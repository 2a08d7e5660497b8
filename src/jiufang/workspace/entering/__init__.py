"""Let the people of a company in: the rules of `jiufang.access` over what the store keeps, each change with its line in the audit log.

    entrance = Entrances(ws)(tenant)
    entrance.first_link()                         the page on which the first owner is made, for whoever installed it
    entrance.sign_in(email, password, …)          a session; `recognise` tells from then on who its token belongs to
    entrance.invite(…), make_key(…), candidate_link(…)      tokens that are shown once

Nothing is remembered between two requests: who is disabled, whose role or key is taken, is out with the next one. What a call changes is
one transaction, begun after the slow parts (passwords, providers, rates), so that whoever guesses holds no connection.
"""

from jiufang.workspace.entering.entrance import Entered, Entrance, Entrances

__all__ = ["Entered", "Entrance", "Entrances"]
