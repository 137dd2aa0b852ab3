"""`python -m tests.fuzz 100000 [--seed N] [KIND …]`: that many cases of each kind, and how they ended."""

from __future__ import annotations

import argparse
import time
from importlib import import_module

KINDS = ("streams", "structured", "responses", "headers", "recordings", "keys")


def main() -> None:
    """Run what the arguments say; an error that is not ours ends it with its case."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("cases", type=int)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--seed", type=int, default=0, help="the number of the first case")
    asked = parser.parse_intermixed_args()
    for kind in asked.kinds or KINDS:
        started = time.monotonic()
        endings = import_module(f"tests.fuzz.{kind}").run(range(asked.seed, asked.seed + asked.cases))
        seconds = time.monotonic() - started
        print(
            f"{kind}: {asked.cases} in {seconds:.0f} s, no error but our own:", dict(endings.most_common()), flush=True
        )


if __name__ == "__main__":
    main()
