"""What other programs get to know of the environment: no keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping

_PREFIX = "OPENAI_"


def child_environment(environ: Mapping[str, str], keys: Collection[str] = ()) -> dict[str, str]:
    """The variables that a child process is started with: `environ` without OpenAI's and without those in `keys`.

    `keys` are the names of variables that hold the keys of profiles. Case does not count, as it never does on Windows.

    >>> child_environment({"PATH": "/bin", "OPENAI_API_KEY": "sk-1", "GROQ_KEY": "gsk-1"}, ["GROQ_KEY"])
    {'PATH': '/bin'}
    """
    secret = {name.upper() for name in keys}
    return {
        name: value
        for name, value in environ.items()
        if name.upper() not in secret and not name.upper().startswith(_PREFIX)
    }
