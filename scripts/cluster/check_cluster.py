"""Jobs in shards whose machines, daemons and files fail: the plain command's bytes, or an error that names the shard.

The cluster is a real Slurm of three pretend nodes. Where it cannot be had, what needs it is left out, and said.
"""

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/peers"))

from local_checks import LocalChecks
from pretend_cluster import PretendCluster, Unavailable, install
from sharded import Workshop, three_jobs
from slurm_checks import SlurmChecks
from tally import Tally


def arguments():
    parser = argparse.ArgumentParser(prog="check-cluster", description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--short", action="store_true", help="leave out what waits for Slurm's clock")
    parser.add_argument("--real", action="store_true", help="the three jobs on the data of SIMBATCH_DATA")
    parser.add_argument("--only", default="", help="only checks whose title has this in it")
    return parser.parse_args()


def rows(real):
    if not real:
        return ROOT / "Tests/Fixtures/descriptions.bin"
    path = Path(os.environ.get("SIMBATCH_DATA", "")) / "debian-minilm-f16.npy"
    if not path.exists():
        sys.exit("check-cluster: --real needs debian-minilm-f16.npy in the folder SIMBATCH_DATA")
    return path


def run_checks(tally, checks, only):
    for title, test in checks:
        if only in title:
            tally.check(title, test)


def main():
    asked = arguments()
    # However this ends, what it has started must end.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(75))
    tally = Tally()
    jobs = three_jobs(str(rows(asked.real)), asked.real)
    with tempfile.TemporaryDirectory(prefix="simbatch-cluster-") as folder:
        workshop = Workshop(asked.program, folder)
        run_checks(tally, LocalChecks(workshop, jobs).checks(asked.short), asked.only)
        try:
            install()
            with PretendCluster() as cluster:
                slurm = SlurmChecks(workshop, cluster)
                checks = slurm.checks(jobs, asked.short)
                alone = ((title, lambda test=test: slurm.alone(test)) for title, test in checks)
                run_checks(tally, alone, asked.only)
        except Unavailable as reason:
            print(f"skip  all that needs a Slurm: {reason}", flush=True)
    sys.exit(tally.finish())


if __name__ == "__main__":
    main()
