"""Runs the fuzz targets, each for some seconds, and says what they found. Needs nothing but Python."""

import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import command_line

ROOT = Path(__file__).resolve().parents[2]
COMMAND_LINE = "command-line"
# Bytes of a case: what holds pages of a database has to be longer.
LONGEST = {"sqlite": 16384, "hdf5": 16384, "store": 65536, "lines": 512, "expressions": 128, "search": 1024}
LONGEST_OF_OTHERS = 2048
# A sanitizer of a machine under load is slow; what takes longer than this is a finding.
SECONDS_OF_CASE = 20
# No leaks: LeakSanitizer fails where ptrace is forbidden, as in many containers. What is freed may be kept
# for less than by default, or the least memory of a case would be hidden behind it.
ASAN = "abort_on_error=1:detect_leaks=0:allocator_may_return_null=1:quarantine_size_mb=32"


class Fuzzer:
    """The built targets, their corpora and their findings."""

    def __init__(self, build, seconds, seed):
        self.binary = build / "debug/SimbatchFuzz"
        self.build, self.seconds, self.seed = build, seconds, seed
        self.findings = build / "findings"
        self.findings.mkdir(parents=True, exist_ok=True)

    def targets(self):
        listed = subprocess.run([self.binary, "--list"], capture_output=True, text=True, check=True)
        return listed.stdout.split()

    def write_seeds(self):
        seeds = self.build / "seeds"
        shutil.rmtree(seeds, ignore_errors=True)
        seeds.mkdir()
        subprocess.run([self.binary, "--seeds", seeds, ROOT / "Tests/Fixtures"], check=True)

    def start(self, target, options, folder):
        environment = os.environ | {
            "SIMBATCH_FUZZ_FOLDER": folder,
            "ASAN_OPTIONS": ASAN,
            "OPENBLAS_NUM_THREADS": "1",
            # Swift's own reports of crashes and AddressSanitizer's disturb each other.
            "SWIFT_BACKTRACE": "enable=no",
        }
        return subprocess.run(
            [self.binary, target, *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def run(self, target):
        """Fuzzes one target; returns what to print and whether nothing was found."""
        corpus = self.build / "corpus" / target
        corpus.mkdir(parents=True, exist_ok=True)
        prefix = f"{self.findings}/{target}-"
        before = set(self.findings.iterdir())
        options = [
            f"-max_total_time={self.seconds}",
            f"-timeout={SECONDS_OF_CASE}",
            f"-max_len={LONGEST.get(target, LONGEST_OF_OTHERS)}",
            f"-artifact_prefix={prefix}",
            f"-seed={self.seed}",
            "-rss_limit_mb=2500",
            "-malloc_limit_mb=1000",
            "-len_control=0",
            "-print_final_stats=1",
            "-reload=0",
            corpus,
            self.build / "seeds" / target,
        ]
        with scratch() as folder:
            done = self.start(target, options, folder)
        count = number(done.stdout, r"stat::number_of_executed_units: (\d+)")
        rate = number(done.stdout, r"stat::average_exec_per_sec: +(\d+)")
        points = number(done.stdout, r".*cov: (\d+)")
        line = f"{target:15} {count:9} cases  {rate:6} a second  {points:6} places reached"
        if done.returncode == 0:
            return line, True
        found = sorted(set(self.findings.iterdir()) - before)
        lines = [f"FAILED: {line}", reason(done.stdout)]
        lines += [f"repeat: scripts/fuzz --only {target} --repeat {path}" for path in found]
        return "\n".join(lines), False

    def repeat(self, target, path):
        with scratch() as folder:
            done = self.start(target, [path], folder)
        print(done.stdout)
        return done.returncode == 0


def scratch():
    """A folder for the files of one run, in memory where it can be."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return tempfile.TemporaryDirectory(dir=memory, prefix="simbatch-fuzz-")


def number(text, pattern):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def reason(text):
    """The lines that say why a case failed."""
    wanted = re.compile(r"Fatal error|ERROR: |SUMMARY|^ +#\d+ .* in ", re.MULTILINE)
    lines = [line for line in text.splitlines() if wanted.search(line)]
    return "\n".join(lines[:16]) or text[-2000:]


def parse():
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("build", type=Path)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--only", metavar="TARGET")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int)
    parser.add_argument("--repeat", metavar="FILE", type=Path)
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def main():
    arguments = parse()
    fuzzer = Fuzzer(arguments.build, arguments.seconds, arguments.seed)
    program = os.environ.get("SIMBATCH_PROGRAM")
    if arguments.only == COMMAND_LINE:
        commands = command_line.Commands(program, arguments.seed)
        if arguments.case is not None:
            return commands.repeat(arguments.case)
        return command_line.run(commands, arguments.seconds, arguments.jobs)
    targets = fuzzer.targets()
    if arguments.list:
        print("\n".join([*targets, COMMAND_LINE]))
        return True
    if arguments.only and arguments.only not in targets:
        sys.exit(f"expected one of {', '.join([*targets, COMMAND_LINE])}, found {arguments.only}")
    if arguments.repeat:
        return fuzzer.repeat(arguments.only, arguments.repeat)
    fuzzer.write_seeds()
    good = True
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for line, is_good in pool.map(fuzzer.run, [arguments.only] if arguments.only else targets):
            print(line, flush=True)
            good = good and is_good
    if not arguments.only:
        commands = command_line.Commands(program, arguments.seed)
        good = command_line.run(commands, arguments.seconds, arguments.jobs) and good
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
