"""`python -m streamtui`, and the command: the terminal comes first, as importing takes longer than to press a key."""

import os
import sys

from streamtui.frontends.tui.terminal.raw_terminal import TERMINAL

_QUESTIONS = {"-h", "--help", "--version"}


def main() -> None:
    """Run the command line; what looks like a call of the chat gets the terminal at once."""
    options = sys.argv[1:]
    chat = not options or (options[0].startswith("-") and not _QUESTIONS.intersection(options))
    if chat and not os.environ.get("TEXTUAL_DRIVER"):
        TERMINAL.take()
    try:
        from streamtui.cli.main import main

        main()
    finally:
        TERMINAL.give_back()


if __name__ == "__main__":
    main()
