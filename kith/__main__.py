"""`python -m kith` is the command line."""

from kith.cli import main

main()
