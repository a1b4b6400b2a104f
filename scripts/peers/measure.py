"""Runs whole processes and measures them."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass
class Runs:
    """The same program on the same input, several times."""

    name: str
    seconds: list = field(default_factory=list)
    compute_seconds: list = field(default_factory=list)  # the library's own part, of peers
    peak_megabytes: float = 0
    report: dict = field(default_factory=dict)  # of the best run
    error: str = ""

    @property
    def best(self):
        return min(self.seconds)

    @property
    def median(self):
        return statistics.median(self.seconds)

    def add(self, seconds, megabytes, report):
        if not self.seconds or seconds < self.best:
            self.report = report
        self.seconds.append(seconds)
        self.peak_megabytes = max(self.peak_megabytes, megabytes)
        # Peers report plain seconds per stage.
        if isinstance(report.get("compute"), (int, float)):
            self.compute_seconds.append(report["compute"])


def run(command, environment):
    """Seconds from start to end, peak memory in MB, standard output; raises RuntimeError."""
    # Files, not pipes: nobody has to read while the clock runs.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            lines = errors.read().decode(errors="replace").strip().splitlines()
            raise RuntimeError(f"exit {process.returncode}: {lines[-1] if lines else ''}")
        # In kilobytes.
        return seconds, usage.ru_maxrss / (1 << 10), output.read().decode()


def run_simbatch(program, job, data, output, threads, environment):
    report = output.with_suffix(".json")
    command = [str(program), *job.options, "--metric", "cosine", "--threads", str(threads)]
    command += ["--quiet", "--output", str(output), "--report", str(report), str(data)]
    seconds, megabytes, _ = run(command, environment)
    return seconds, megabytes, json.loads(report.read_text()) if report.exists() else {}


def run_peer(peer, job, data, output, threads):
    command = [sys.executable, "-B", str(HERE / peer.program), str(data), str(output)]
    options = job.options if job.peer_options is None else job.peer_options
    command += [*options, "--threads", str(threads)]
    limits = {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    seconds, megabytes, printed = run(command, {**limits, **peer.environment})
    return seconds, megabytes, json.loads(printed.splitlines()[-1])


def sgemm_rate(threads, environment):
    """GFLOP/s of the system's `cblas_sgemm` on 2048³: what the comparing stage is held against."""
    limits = {"OPENBLAS_NUM_THREADS": str(threads)}
    try:
        _, _, printed = run([sys.executable, "-B", str(HERE / "sgemm_rate.py")], {**limits, **environment})
    except RuntimeError:
        return None
    return float(printed)
