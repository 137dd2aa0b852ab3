"""`python -m streamtui`."""

from streamtui.cli.main import main

main()
