"""What the tools of MCP servers are called, so that no two have one name whatever servers and tools call themselves.

A name is plain, `SERVER_TOOL`, where nothing else can read like it: the API takes it, no other server's name is a
longer beginning of it, and it does not end as the other names do. These end in a digest of server and tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

LONGEST_NAME = 64
"""What the API takes."""
_DIGITS = 8
_UNFIT = re.compile(r"[^a-zA-Z0-9_-]")
_ENDS_IN_DIGEST = re.compile(rf"_[0-9a-f]{{{_DIGITS}}}\Z")


def model_name(server: str, tool: str, servers: Iterable[str]) -> str:
    """What a model is to call the tool. `servers` are the names of all servers that there are.

    >>> model_name("git", "status", ["git", "git_hub"])
    'git_status'
    >>> model_name("git_hub", "push", ["git", "git_hub"]), model_name("git", "hub_push", ["git", "git_hub"])
    ('git_hub_push', 'git_hub_push_27997926')
    """
    name = f"{server}_{_UNFIT.sub('_', tool[:LONGEST_NAME])}"
    longer = any(len(other) > len(server) and name.startswith(f"{other}_") for other in servers)
    if (
        tool
        and name == f"{server}_{tool}"
        and len(name) <= LONGEST_NAME
        and not longer
        and not _ENDS_IN_DIGEST.search(name)
    ):
        return name
    digest = sha256(f"{server}\0{tool}".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return f"{name[: LONGEST_NAME - _DIGITS - 1]}_{digest}"
