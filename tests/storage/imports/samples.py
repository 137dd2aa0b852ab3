"""Small exports in the public forms of other programs, made by hand."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any


def node(key: str, parent: str | None, role: str, *parts: Any, at: float = 0.0, **more: Any) -> dict[str, Any]:
    """A node of ChatGPT's mapping; `more` goes into its message."""
    message = {
        "id": key,
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": 1_700_000_000.0 + at,
        "content": {"content_type": "text", "parts": list(parts)},
        "status": "finished_successfully",
        "metadata": {},
        "recipient": "all",
        **more,
    }
    return {"id": key, "message": message, "parent": parent, "children": []}


def chatgpt(*nodes: dict[str, Any], current: str = "", **more: Any) -> dict[str, Any]:
    root: dict[str, Any] = {"id": "root", "message": None, "parent": None, "children": []}
    return {
        "id": "0a1b-chatgpt",
        "title": "Sorting",
        "create_time": 1_700_000_000.0,
        "update_time": 1_700_000_500.0,
        "mapping": {"root": root, **{one["id"]: one for one in nodes}},
        "current_node": current or nodes[-1]["id"],
        "default_model_slug": "gpt-4o",
        **more,
    }


def message(key: str, parent: str | None, role: str, content: Any, **more: Any) -> dict[str, Any]:
    """A message of Open WebUI."""
    return {"id": key, "parentId": parent, "childrenIds": [], "role": role, "content": content, **more}


def open_webui(*messages: dict[str, Any], current: str = "", **more: Any) -> dict[str, Any]:
    history = {"messages": {one["id"]: one for one in messages}, "currentId": current or messages[-1]["id"]}
    return {
        "id": "0a1b-open-webui",
        "title": "Sorting",
        "chat": {"title": "Sorting", "models": ["llama3"], "history": history, **more},
        "created_at": 1_700_000_000,
        "updated_at": 1_700_000_500,
    }


FIRST_TABLES = """
CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, response TEXT, conversation_id TEXT,
    duration_ms INTEGER, datetime_utc TEXT, input_tokens INTEGER, output_tokens INTEGER, resolved_model TEXT);
CREATE TABLE fragments (id INTEGER PRIMARY KEY, hash TEXT, content TEXT);
CREATE TABLE prompt_fragments (response_id TEXT, fragment_id INTEGER, "order" INTEGER);
CREATE TABLE prompt_attachments (response_id TEXT, attachment_id TEXT, "order" INTEGER);
CREATE TABLE tool_calls (id INTEGER PRIMARY KEY, response_id TEXT, tool_id INTEGER, name TEXT, arguments TEXT,
    tool_call_id TEXT);
CREATE TABLE tool_results (id INTEGER PRIMARY KEY, response_id TEXT, name TEXT, output TEXT, tool_call_id TEXT,
    exception TEXT);
INSERT INTO conversations VALUES ('c1', 'Sums', 'gpt');
INSERT INTO fragments VALUES (7, 'h', 'A long text.');
INSERT INTO prompt_fragments VALUES ('r1', 7, 0);
INSERT INTO prompt_attachments VALUES ('r1', 'a', 0);
INSERT INTO responses VALUES ('r1', 'gpt', 'What is 17*23?', 'Be terse.', '', 'c1', 1500, '2025-01-02T03:04:05.5+00:00',
    11, 7, 'gpt-2025');
INSERT INTO tool_calls VALUES (1, 'r1', 1, 'multiply', '{"a": 17, "b": 23}', 'x1');
INSERT INTO tool_results VALUES (1, 'r2', 'multiply', '391', 'x1', NULL);
INSERT INTO responses VALUES ('r2', 'gpt', '', NULL, 'It is 391.', 'c1', 500, '2025-01-02T03:04:08', 20, 4, NULL);
INSERT INTO responses VALUES ('r3', 'gpt', 'Thanks', NULL, 'Welcome.', 'c1', NULL, NULL, NULL, NULL, NULL);
"""
THREADS = """
CREATE TABLE threads (id TEXT PRIMARY KEY, name TEXT, tip_message_hash TEXT, forked_from TEXT, datetime_utc TEXT);
CREATE TABLE turns (id TEXT PRIMARY KEY, thread_id TEXT, parent_message_hash TEXT, tip_message_hash TEXT, model TEXT,
    resolved_model TEXT, options_json TEXT, input_tokens INTEGER, output_tokens INTEGER, duration_ms INTEGER,
    datetime_utc TEXT);
CREATE TABLE messages (hash TEXT PRIMARY KEY, parent_hash TEXT, role TEXT, provider_metadata TEXT);
CREATE TABLE parts (id INTEGER PRIMARY KEY, message_hash TEXT, position INTEGER, type TEXT, tool_name TEXT, text TEXT,
    payload TEXT);
INSERT INTO threads VALUES ('t1', 'Pets', 'm5', NULL, '2026-08-05T00:00:00+00:00');
INSERT INTO messages VALUES ('m0', NULL, 'system', NULL), ('m1', 'm0', 'user', NULL), ('m2', 'm1', 'assistant', NULL),
    ('m3', 'm2', 'user', NULL), ('m4', 'm3', 'assistant', NULL), ('m5', 'm2', 'user', NULL);
INSERT INTO parts VALUES (1, 'm0', 0, 'text', NULL, 'Be kind.', NULL), (2, 'm1', 0, 'text', NULL, NULL,
    '{"text_ref": [{"fragment": 7}, {"literal": " A name?"}]}'), (3, 'm2', 0, 'reasoning', NULL, 'Hm.', NULL),
    (4, 'm2', 1, 'tool_call', 'names', NULL, '{"arguments": {"n": 1}, "tool_call_id": "y"}'),
    (5, 'm3', 0, 'tool_result', 'names', NULL, '{"output": "Percy", "tool_call_id": "y"}'),
    (6, 'm4', 0, 'text', NULL, 'Percy.', NULL), (7, 'm5', 0, 'text', NULL, 'Never mind.', NULL),
    (8, 'm1', 1, 'attachment', NULL, NULL, NULL);
INSERT INTO turns VALUES ('u1', 't1', 'm1', 'm2', 'gpt', 'gpt-x', '{}', 5, 6, 700, '2026-08-05T00:00:01+00:00'),
    ('u2', 't1', 'm3', 'm4', 'gpt', 'gpt-x', '{}', 8, 2, 300, '2026-08-05T00:00:02+00:00');
"""


GOES_ON = """
INSERT INTO threads VALUES ('c1', 'Sums', 'n9', NULL, '2026-08-06T00:00:00+00:00');
INSERT INTO messages VALUES ('n1', NULL, 'system', NULL), ('n2', 'n1', 'user', NULL), ('n3', 'n2', 'assistant', NULL),
    ('n4', 'n3', 'tool', NULL), ('n5', 'n4', 'assistant', NULL), ('n6', 'n5', 'user', NULL),
    ('n7', 'n6', 'assistant', NULL), ('n8', 'n7', 'user', NULL), ('n9', 'n8', 'assistant', NULL);
INSERT INTO parts (message_hash, position, type, text) VALUES ('n1', 0, 'text', 'Be terse.'),
    ('n2', 0, 'text', 'A long text.
What is 17*23?'), ('n5', 0, 'text', 'It is 391.'), ('n6', 0, 'text', 'Thanks'),
    ('n7', 0, 'text', 'Welcome.'), ('n8', 0, 'text', 'More?'), ('n9', 0, 'text', 'No.');
INSERT INTO turns VALUES ('u9', 'c1', 'n8', 'n9', 'gpt', 'gpt-y', '{}', 40, 3, 200, '2026-08-06T00:00:01+00:00');
"""
"""The conversation of the first tables goes on as a thread."""


def llm_database(path: Path, *scripts: str) -> Path:
    connection = sqlite3.connect(path)
    for script in scripts:
        connection.executescript(script)
    connection.close()
    return path
