"""What other programs get to know of the environment."""

from __future__ import annotations

from streamtui.config.children import child_environment


def test_keys_are_taken_away_whatever_their_case_and_all_else_stays() -> None:
    environ = {
        "PATH": "/bin",
        "OPENAI_API_KEY": "sk-1",
        "openai_admin_key": "sk-2",
        "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer sk-3",
        "GROQ_KEY": "gsk-4",
        "OpenRouter": "or-5",
        "HOME": "/home/me",
    }
    assert child_environment(environ, ["groq_key", "OPENROUTER", ""]) == {"PATH": "/bin", "HOME": "/home/me"}
