"""What lists are made of and looked through: sums beside each conversation, and an index of all trigrams. SQL."""

from __future__ import annotations

_PAD = "char(10, 10)"
"""Put behind what is looked for, so that its last characters begin a trigram, too: short words are found by it."""
_SUMS = (("messages", "{}.messages"), ("tokens", "{0}.prompt_tokens + {0}.completion_tokens"), ("calls", "{}.calls"))


def _summing(old: str) -> str:
    """What a conversation has in sum after a turn of it changed from `old`, which may be nothing."""
    sums = [f"{name} = {name} + {of.format('new')}{f' - ({of.format(old)})' if old else ''}" for name, of in _SUMS]
    less = f" - coalesce({old}.cost_usd, 0)" if old else ""
    return f"""
    UPDATE conversation SET {", ".join(sums)}, code = max(code, new.code),
        last_turn = max(last_turn, new.id),
        cost_usd = CASE WHEN new.cost_usd IS NULL THEN cost_usd
            ELSE coalesce(cost_usd, 0) + new.cost_usd{less} END,
        model = CASE new.model WHEN '' THEN model ELSE new.model END,
        models = CASE WHEN new.model = '' OR instr(models, new.model || char(10)) THEN models
            ELSE models || new.model || char(10) END
    WHERE id = new.conversation;
"""  # noqa: S608 (names are ours)


SUMMED = """
UPDATE conversation SET
    messages = coalesce((SELECT sum(messages) FROM turn WHERE conversation = conversation.id), 0),
    tokens = coalesce(
        (SELECT sum(prompt_tokens + completion_tokens) FROM turn WHERE conversation = conversation.id), 0),
    cost_usd = (SELECT sum(cost_usd) FROM turn WHERE conversation = conversation.id),
    calls = coalesce((SELECT sum(calls) FROM turn WHERE conversation = conversation.id), 0),
    code = coalesce((SELECT max(code) FROM turn WHERE conversation = conversation.id), 0),
    last_turn = coalesce((SELECT max(id) FROM turn WHERE conversation = conversation.id), 0),
    model = coalesce(
        (SELECT model FROM turn WHERE conversation = conversation.id AND model != '' ORDER BY id DESC LIMIT 1), ''),
    models = coalesce((SELECT replace(group_concat(DISTINCT model || char(10)), char(10) || ',', char(10)) FROM turn
        WHERE conversation = conversation.id AND model != ''), '')
"""
"""All sums anew."""
LISTED = f"""
ALTER TABLE conversation ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN models TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN messages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN cost_usd REAL;
ALTER TABLE conversation ADD COLUMN calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN code INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN last_turn INTEGER NOT NULL DEFAULT 0;
{SUMMED};
CREATE TRIGGER turn_sums_begin AFTER INSERT ON turn BEGIN {_summing("")}END;
CREATE TRIGGER turn_sums_end
AFTER UPDATE OF model, messages, prompt_tokens, completion_tokens, cost_usd, calls, code ON turn BEGIN
{_summing("old")}END;
CREATE INDEX conversation_listed ON conversation (pinned DESC, changed DESC, id DESC) WHERE deleted IS NULL;
CREATE INDEX turn_cut ON turn (conversation) WHERE fault = 'cut';
DROP TRIGGER turn_words_end;
DROP TRIGGER turn_words_begin;
DROP TRIGGER turn_words_gone;
DROP TABLE words;
CREATE VIEW said AS SELECT id, prompt || {_PAD} AS prompt, answer || {_PAD} AS answer FROM turn;
CREATE VIRTUAL TABLE words USING fts5 (
    prompt, answer, content='said', content_rowid='id', tokenize='trigram', detail='none'
);
CREATE VIRTUAL TABLE trigram USING fts5vocab (words, row);
CREATE TRIGGER turn_words_end AFTER UPDATE OF prompt, answer ON turn BEGIN
    INSERT INTO words (words, rowid, prompt, answer)
    VALUES ('delete', old.id, old.prompt || {_PAD}, old.answer || {_PAD});
    INSERT INTO words (rowid, prompt, answer) VALUES (new.id, new.prompt || {_PAD}, new.answer || {_PAD});
END;
CREATE TRIGGER turn_words_begin AFTER INSERT ON turn BEGIN
    INSERT INTO words (rowid, prompt, answer) VALUES (new.id, new.prompt || {_PAD}, new.answer || {_PAD});
END;
CREATE TRIGGER turn_words_gone AFTER DELETE ON turn BEGIN
    INSERT INTO words (words, rowid, prompt, answer)
    VALUES ('delete', old.id, old.prompt || {_PAD}, old.answer || {_PAD});
END;
INSERT INTO words (words) VALUES ('rebuild');
"""  # noqa: S608 (names are ours)
"""Makes them of the tables of the first version."""
