"""Lists of conversations: the newest, and those in which stands what is looked for.

The words of a turn are found by the trigrams they are made of, which say where they may stand; each such turn is then
read, the newest first, and no more of them than are found. Words of one or two letters are looked for among the newest
turns, and where that is not enough by all trigrams that begin with them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from streamtui.core.ports.store import ConversationRow
from streamtui.core.text.found_words import found_words
from streamtui.core.words.asked_words import Asked
from streamtui.storage.conversations.database import Database

_ROWS = """
SELECT id, title, began, changed, model, messages, tokens, estimated, cost_usd, pinned, deleted,
       coalesce((SELECT fault FROM turn WHERE turn.id = head), '') = 'cut'
FROM conversation WHERE {} ORDER BY pinned DESC, changed DESC, id DESC LIMIT ? OFFSET ?
"""
_WHERE = {
    "code": "code",
    "call": "calls",
    "pinned": "pinned",
    "cut": "head IN (SELECT id FROM turn WHERE fault = 'cut')",
    "deleted": "deleted IS NOT NULL",
}
_TURNS = "SELECT turn.conversation, turn.id, turn.prompt, turn.answer FROM turn"
_BY_WORDS = f"""
{_TURNS} JOIN words ON words.rowid = turn.id
WHERE words MATCH ? AND words.rowid <= ? AND {{}} ORDER BY words.rowid DESC
"""
_NAMED = "SELECT value FROM json_each(?)"
_THERE = "turn.conversation NOT IN (SELECT id FROM conversation WHERE deleted IS NOT NULL)"
_BEFORE, _AFTER = 16, 120
"""Characters that are shown around what was found: it is to be seen, also where there is little room."""
_LEAST = 3
"""Characters below which trigrams find nothing by themselves."""
_NEWEST = 2000
"""Turns that are looked through for what is shorter than that."""
_MOST_TRIGRAMS = 200
"""What more of them begin with stands nearly everywhere: to look through all turns is the shorter way."""

_FEW = 300
"""Conversations of which all turns are read sooner than those in which the words may stand."""
_QUICK_WORDS, _QUICK_LETTERS = 4, 64
"""Words that SQLite looks for first, as it is quicker at that, and has a bound."""
_SPECIAL, _ESCAPED = re.compile(r"([%_\\])"), r"\\\1"


def listed(database: Database, limit: int = 100, offset: int = 0) -> list[ConversationRow]:
    """The newest first, pinned ones before them."""
    rows = database.connection.execute(_ROWS.format("deleted IS NULL"), (limit, offset))
    return [_row(row) for row in rows]


def search(database: Database, asked: Asked, limit: int = 100) -> list[ConversationRow]:
    """Those of which the filters are true, and where all of the words stand together: in the title, or in a turn.

    The newest first. What is typed is looked for as it is, in any case: no character means anything.
    """
    where, values = _filters(asked)
    if not asked.words:
        return [_row(row) for row in database.connection.execute(_ROWS.format(where), (*values, limit, 0))]
    found = dict.fromkeys(_titled(database, asked, limit), ("", 0))
    many = 0
    for conversation, turn, text in _turns(database, asked):
        if conversation not in found or not found[conversation][1]:
            found[conversation] = _around(text, asked.words), turn
            many += 1
            if many == limit:
                break
    rows = database.connection.execute(_ROWS.format(f"id IN ({_NAMED})"), (json.dumps([*found]), limit, 0))
    return [_row(row, *found[row[0]]) for row in rows]


def _filters(asked: Asked) -> tuple[str, list[Any]]:
    """What is true of the conversations, as SQL and its values."""
    parts = ["deleted IS NULL"] if "deleted" not in asked.are else []
    parts += [_WHERE[name] for name in asked.are]
    values: list[Any] = []
    for condition, given in (
        *(("instr(lower(models), lower(?))", name) for name in asked.models),
        ("changed < ?", asked.before),
        ("changed >= ?", asked.after),
    ):
        if given is not None:
            parts.append(condition)
            values.append(given)
    return " AND ".join(parts), values


def _titled(database: Database, asked: Asked, limit: int) -> Iterator[str]:
    """The newest conversations with all of the words in their titles."""
    where, values = _filters(asked)
    has = " AND ".join(["(instr(lower(title), lower(?)) OR instr(title, ?))"] * len(asked.words))
    query = f"SELECT id FROM conversation WHERE {has} AND {where} ORDER BY pinned DESC, changed DESC LIMIT ?"  # noqa: S608
    both = [word for word in asked.words for _ in range(2)]
    return (row[0] for row in database.connection.execute(query, (*both, *values, limit)))


def _turns(database: Database, asked: Asked) -> Iterator[tuple[str, int, str]]:
    """Conversation, row and text of each turn in which all of the words stand, the newest first."""
    words = [word.casefold() for word in asked.words]
    for conversation, turn, *texts in _candidates(database, asked):
        folded = [text.casefold() for text in texts]
        if all(any(word in text for text in folded) for word in words):
            yield conversation, turn, next(text for text, low in zip(texts, folded, strict=True) if words[0] in low)


def _candidates(database: Database, asked: Asked) -> Iterator[tuple[str, int, str, str]]:
    """The turns in which the words may stand, the newest first, as they are taken."""
    run, (where, of_filters) = database.connection.execute, _filters(asked)
    query = f"FROM conversation WHERE {where}"
    few = run(f"SELECT id {query} LIMIT ?", (*of_filters, _FEW + 1)).fetchall()
    likely, values = _likely(asked.words)
    if len(few) <= _FEW:
        within = f"turn.conversation IN ({_NAMED}) AND {likely}"
        named = json.dumps([identity for (identity,) in few])
        yield from run(f"{_TURNS} WHERE {within} ORDER BY turn.id DESC", (named, *values))
        return
    if asked.filtered:
        within, values = f"+turn.conversation IN (SELECT id {query}) AND {likely}", [*of_filters, *values]
    else:
        within = f"{_THERE} AND {likely}"
    [last] = run(f"SELECT max(last_turn) {query}", of_filters).fetchone()
    if trigrams := {word[at : at + _LEAST] for word in asked.words for at in range(len(word) - _LEAST + 1)}:
        yield from run(_BY_WORDS.format(within), (" ".join(_quoted(trigrams)), last, *values))
        return
    older = last - _NEWEST
    newest = f"{_TURNS} WHERE turn.id BETWEEN ? AND ? AND {within} ORDER BY turn.id DESC"
    yield from run(newest, (older + 1, last, *values))
    longest = max(asked.words, key=len)
    beginning = run("SELECT term FROM trigram WHERE term >= ? AND term < ? LIMIT ?", _range(longest, _MOST_TRIGRAMS))
    terms = [term for (term,) in beginning]
    if len(terms) == _MOST_TRIGRAMS:
        yield from run(newest, (0, older, *values))
    elif terms:
        yield from run(_BY_WORDS.format(within), (" OR ".join(_quoted(terms)), older, *values))


def _likely(words: Sequence[str]) -> tuple[str, list[str]]:
    """Where SQLite, which knows the case of ASCII alone, finds the words: as SQL and its values."""
    parts, values = ["TRUE"], list[str]()
    for word in [word for word in words if len(word) <= _QUICK_LETTERS][:_QUICK_WORDS]:
        if word.isascii():
            parts.append("(turn.prompt LIKE ? ESCAPE '\\' OR turn.answer LIKE ? ESCAPE '\\')")
            values += [f"%{_SPECIAL.sub(_ESCAPED, word)}%"] * 2
        elif word.lower() == word.upper() == word.casefold():
            parts.append("(instr(turn.prompt, ?) OR instr(turn.answer, ?))")
            values += [word] * 2
    return " AND ".join(parts), values


def _range(word: str, limit: int) -> tuple[str, str, int]:
    """From where to where the trigrams stand that begin so."""
    low = word.lower()[: _LEAST - 1]
    return low, low + chr(0x10FFFF), limit


def _quoted(trigrams: Iterable[str]) -> list[str]:
    """As FTS5 reads them, which reads nothing behind a NUL."""
    return ['"{}"'.format(each.replace('"', '""')) for each in sorted(trigrams) if "\0" not in each]


def _around(text: str, words: Sequence[str]) -> str:
    """What stands around the first of the words."""
    place, behind = next(iter(found_words(text, words[:1])))
    start, end = max(0, place - _BEFORE), behind + _AFTER
    start = text.find(" ", start, place) + 1 if start and " " in text[start:place] else start
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + " ".join(text[start:end].split()) + after


def _row(row: Sequence[Any], found: str = "", turn: int = 0) -> ConversationRow:
    identity, title, began, changed, model, messages, tokens, estimated, cost_usd, pinned, deleted, cut = row
    return ConversationRow(
        identity,
        title,
        began,
        changed,
        model,
        messages,
        tokens,
        bool(estimated),
        cost_usd,
        bool(pinned),
        bool(cut),
        deleted is not None,
        found,
        turn or None,
    )
