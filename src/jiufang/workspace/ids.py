"""Make the ids of what is kept, for those who have to name a thing before it is there."""

from jiufang.store.ids import new_id

__all__ = ["new_id"]
