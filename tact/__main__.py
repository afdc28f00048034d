"""`python -m tact` is the command `tact`."""

from tact.cli import main

main()
