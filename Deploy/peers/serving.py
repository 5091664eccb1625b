"""How assay-bench asks a peer: a line in, a line out."""

import sys


def serve(version, commands):
    """Prints what is measured, then answers lines "NAME ARGUMENT…" by calling commands[NAME] until the input ends."""
    print(version, flush=True)
    for line in sys.stdin:
        name, *arguments = line.split()
        print(commands[name](*arguments), flush=True)
