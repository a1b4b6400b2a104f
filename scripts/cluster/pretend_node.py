"""A pretend node of a cluster: runs its slurmd, and adopts whatever that leaves behind.

    pretend_node.py slurmd -D ...

The kernel hands orphans to the nearest ancestor that asks for them. So all processes of the node, its
daemon's, its job steps' and the jobs' own, stay below this one, and who kills all of them has cut its power.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def adopt_orphans():
    """Makes this process the parent of all its descendants whose own has ended."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent():
    """For a child that has been forked and is not yet another program."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def main():
    adopt_orphans()
    end_with_parent()
    if os.fork() == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
