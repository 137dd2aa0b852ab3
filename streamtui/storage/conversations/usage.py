"""What the replies of the store took."""

from __future__ import annotations

from contextlib import suppress

from streamtui.core.chat.used import ReplyUse
from streamtui.core.ports.spending import Spent
from streamtui.storage.conversations.database import Database
from streamtui.storage.conversations.reply_rows import count_replies
from streamtui.storage.conversations.turn_rows import unpacked

_AT_ONCE = 500
"""Turns of older versions that are read in one transaction: none takes longer than a moment."""
_UNCOUNTED = (
    "SELECT id, events, prompt || answer FROM turn WHERE counted = 0 AND events NOT NULL ORDER BY id DESC LIMIT ?"
)
_REPLIES = f"SELECT {', '.join(ReplyUse._fields)} FROM reply WHERE at >= ? ORDER BY at"  # noqa: S608 (ours)

_SPENT = """
SELECT coalesce(sum(coalesce(prompt_tokens, 0) + completion_tokens), 0), max(estimated), sum(cost_usd)
FROM reply WHERE at >= ? AND run IS NOT ?
"""


def usage(database: Database, since: float) -> list[ReplyUse]:
    """What each reply took whose request left since that second of the epoch, those of deleted conversations too."""
    while count_some(database):
        pass
    return [ReplyUse._make(row) for row in database.connection.execute(_REPLIES, (since,))]


def spent(database: Database, since: float, run: str | None = None) -> Spent:
    """What the replies since then took together, but for those of a run of the program, if one is named."""
    count_some(database)
    tokens, estimated, cost_usd = database.connection.execute(_SPENT, (since, run)).fetchone()
    return Spent(tokens, bool(estimated), cost_usd)


def priced(database: Database, since: float) -> list[str]:
    """The places that cost something since then."""
    rows = database.connection.execute("SELECT DISTINCT place FROM reply WHERE at >= ? AND cost_usd > 0", (since,))
    return [place for (place,) in rows]


def count_some(database: Database) -> bool:
    """Read some turns of which an older version counted no replies, the newest first; False where there are none.

    Where nothing can be written they stay uncounted.
    """
    if database.sealed or not (rows := database.connection.execute(_UNCOUNTED, (_AT_ONCE,)).fetchall()):
        return False
    with database.transaction() as connection:
        for row, data, beside in rows:
            with suppress(ValueError):  # `verify` tells of it
                count_replies(connection, row, unpacked(data, beside, 0.0), 0.0)
        connection.executemany("UPDATE turn SET counted = 1 WHERE id = ?", ((row,) for row, _, _ in rows))
    return True
