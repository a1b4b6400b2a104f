"""Commands of random options on tiny inputs: whatever is typed, the program ends in time with an exit code
that it documents, an error is one line after what was said of the inputs, and no file is left that was not asked for.

The options are those that `--help` lists, so that new ones take part.
"""

import concurrent.futures
import itertools
import json
import os
import random
import re
import resource
import shlex
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

EXIT_CODES = {0, 64, 65, 66, 70, 73, 74, 75}
# A debug build on a machine under load takes long to start.
SECONDS = 90
SUBCOMMANDS = ["neighbors", "duplicates", "store", "matrix", "audit", "evaluate", "fit", "convert", "info"]
# How an input was read is said before an error that comes later: what was found, then the type of its values.
READING = re.compile(
    r"simbatch: (?!.* expected ).+: .*\b\d+ (dimension|number)s?\b.*\b(b?f16|f32|f64|[iu](8|16|32|64)|bool)\b"
)
NUMBERS = [
    "0", "1", "2", "3", "5", "10", "-1", "0.5", "0.9", "-0.5", "1e9", "1e300", "nan", "inf", "-inf", "2147483647",
    "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "", "x", "1,2",
    "0-2", "2-", "3-1", "0x10", " 3",
]  # fmt: skip
INPUTS = [
    "rows.fbin", "rows.npy", "rows.csv", "words.vec", "bad.fbin", "one.fbin", "none.fbin", "wide.fbin", "cut.npy",
    "rows.raw", "names.txt", "few.txt", "missing.npy", "folder", "-", "", "*.fbin", "@list.txt", "@names.txt",
    "rows.jsonl", "empty", "noise", "pairs.csv", "answers.csv",
]  # fmt: skip
OUTPUTS = [
    "out.csv", "out.tsv", "out.jsonl", "out.bin", "out.npy", "out.ivecs", "out.mtx", "out.npz", "out.fbin", "out.png",
    "out.txt", "out", "out.html", "out.json", "-", "/dev/null", "/dev/full", "nowhere/out.csv", "folder", "rows.fbin",
    "new.vec", "new.w2v.bin", "new.safetensors", "new.hbin", "new.fvecs", "",
]  # fmt: skip
TEXTS = [
    "a", "vim", "a - b", "a +", "'a", "é", "a\nb", "*", "id", "x0-x2", "f16", "int8:2", "prefix:1", "int8:99999999999",
    "cluster", "score:numbers.txt", "score:names.txt", "select 1", "64M", "1", "512k", "1T", "auto", "full",
]  # fmt: skip


class Option:
    """An option as its help lists it."""

    def __init__(self, names, value, description):
        self.names, self.value = names, value
        listed = re.search(r"values: ([^;)]*)", description)
        self.choices = re.split(r",\s*", listed.group(1)) if listed else []

    def words(self, dice):
        name = dice.choice(self.names)
        if not self.value:
            return [name]
        roll = dice.random()
        if self.choices and roll < 0.8:
            value = dice.choice(self.choices)
        elif re.search("file|dir|input|folder", self.value.lower()) and roll < 0.85:
            value = dice.choice(OUTPUTS if dice.random() < 0.6 else INPUTS)
        else:
            value = dice.choice(dice.choice([NUMBERS, NUMBERS, TEXTS, INPUTS, OUTPUTS]))
        return [f"{name}={value}"] if dice.random() < 0.3 else [name, value]


def options_of(program, subcommand):
    text = subprocess.run([program, subcommand, "--help"], capture_output=True, text=True, check=True).stdout
    options = []
    entries = re.split(r"\n  (?=-)", text.split("\n\n", 1)[1])[1:]
    for entry in entries:
        entry = re.split(r"\n\S", entry)[0]
        head = re.match(r"(-{1,2}[\w-]+(?:(?:, |/)-{1,2}[\w-]+)*)(?: <([^>]*)>)?", entry)
        names = [name for name in re.split(r", |/", head.group(1)) if name not in ("-h", "--help", "--version")]
        if names:
            options.append(Option(names, head.group(2), " ".join(entry.split())))
    return options


def npy(rows, dimensions, values):
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {dimensions}), }}"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + head.ljust(117).encode() + b"\n" + values


def write_inputs(folder):
    """Tiny files of all kinds, good and bad."""
    dice = random.Random(3)
    rows, dimensions = 9, 5
    numbers = [[round(dice.gauss(0, 1), 2) for _ in range(dimensions)] for _ in range(rows)]
    numbers[7] = numbers[2]
    values = b"".join(struct.pack("<5f", *row) for row in numbers)
    names = [f"n{row}" for row in range(rows)]
    files = {
        "rows.fbin": struct.pack("<II", rows, dimensions) + values,
        "bad.fbin": struct.pack("<II", 3, 2) + struct.pack("<6f", 1, float("nan"), 0, 0, 2, 2),
        "one.fbin": struct.pack("<II", 1, 5) + values[:20],
        "none.fbin": struct.pack("<II", 0, 5),
        "wide.fbin": struct.pack("<II", 2, 70) + struct.pack("<140f", *range(140)),
        "rows.npy": npy(rows, dimensions, values),
        "cut.npy": npy(rows, dimensions, values)[:-3],
        "rows.raw": values,
        "rows.csv": ("id,a,b,c,d,e\n" + "".join(f"{n},{','.join(map(str, r))}\n" for n, r in zip(names, numbers))).encode(),
        "words.vec": (f"{rows} {dimensions}\n" + "".join(f"{n} {' '.join(map(str, r))}\n" for n, r in zip(names, numbers))).encode(),
        "rows.jsonl": "".join(f'{{"id":"{n}","v":{r}}}\n' for n, r in zip(names, numbers)).encode(),
        "pairs.csv": ("row_a,row_b,label\n" + "".join(f"{a},{b},{dice.randrange(2)}\n" for a in range(rows) for b in range(a))).encode(),
        "answers.csv": ("query,answer_row\n" + "".join(f"{a},{(3 * a + 1) % rows}\n" for a in range(rows))).encode(),
        "names.txt": "".join(f"{name}\n" for name in names).encode(),
        "numbers.txt": "".join(f"{row}\n" for row in range(rows)).encode(),
        "few.txt": b"a\nb\n",
        "list.txt": b"rows.fbin\none.fbin\n",
        "empty": b"",
        "noise": bytes(dice.randrange(256) for _ in range(333)),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "folder").mkdir()
    return files


def limit_resources():
    # A mistaken size must not fill the disk; SIGXFSZ would be no fault of the program.
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 26, 1 << 26))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is read whole may take half of memory: of a device that never ends, that takes its time.
    resource.setrlimit(resource.RLIMIT_DATA, (1 << 32, 1 << 32))


class Commands:
    """All commands of a seed, by number."""

    def __init__(self, program, seed):
        self.program, self.seed = str(Path(program).resolve()), seed
        self.options = {name: options_of(self.program, name) for name in SUBCOMMANDS}

    def words(self, case):
        dice = random.Random(f"{self.seed} {case}")
        subcommand = dice.choice(SUBCOMMANDS)
        words = [subcommand] if subcommand != "neighbors" or dice.random() < 0.5 else []
        good = [name for name in INPUTS[:6]]
        inputs = [dice.choice(good if dice.random() < 0.7 else INPUTS) for _ in range(dice.choice([0, 1, 1, 1, 1, 2]))]
        if subcommand == "convert" and dice.random() < 0.8:
            inputs = [dice.choice(good), dice.choice(OUTPUTS)]
        if subcommand == "store":
            inputs = [dice.choice(["store", "folder", "missing", "rows.fbin"])]
        parts = [[word] for word in inputs]
        if subcommand == "duplicates" and dice.random() < 0.7:
            parts.append(["--min-score", dice.choice(["0.9", "0.5", "-1"])])
        if subcommand in ("evaluate", "fit") and dice.random() < 0.9:
            parts.append(dice.choice([["--pairs", "pairs.csv"], ["--queries", "rows.npy", "--answers", "answers.csv"]]))
        if subcommand == "fit" and dice.random() < 0.8:
            parts.append(["-o", "out.npy"])
        for _ in range(dice.choice([0, 1, 1, 2, 2, 3, 4, 6])):
            parts.append(dice.choice(self.options[subcommand]).words(dice))
        dice.shuffle(parts)
        # Without a word the program shows what it can do, in many lines.
        return words + [word for part in parts for word in part] or [subcommand]

    def complaint(self, case):
        """What is wrong with how a command ends; None for nothing."""
        words = self.words(case)
        with tempfile.TemporaryDirectory(prefix="simbatch-fuzz-") as name:
            folder = Path(name)
            before = write_inputs(folder)
            try:
                done = self.start(words, folder, before["rows.fbin"] if case % 2 else b"")
            except subprocess.TimeoutExpired:
                return f"not done after {SECONDS} seconds"
            return self.ending(done) or self.leftovers(words, done.returncode, folder, before)

    def start(self, words, folder, text):
        return subprocess.run(
            [self.program, *words],
            cwd=folder,
            input=text,
            capture_output=True,
            timeout=SECONDS,
            preexec_fn=limit_resources,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )

    @staticmethod
    def ending(done):
        error = done.stderr.decode(errors="replace")
        if done.returncode not in EXIT_CODES:
            return f"exit {done.returncode}: {error[-1500:]}"
        lines = [plain(line) for line in error.splitlines()]
        if any(not line.startswith("simbatch: ") for line in lines) or (error and not error.endswith("\n")):
            return f"exit {done.returncode}, and lines of another kind: {error[-1500:]}"
        errors = [line for line in lines if not line.startswith("simbatch: warning: ") and not READING.match(line)]
        if done.returncode != 0 and (len(errors) != 1 or errors != lines[-1:]):
            return f"exit {done.returncode}, and {len(errors)} lines: {error[-1500:]}"
        if done.returncode == 70:
            return f"exit 70: {error}"
        return None

    @staticmethod
    def leftovers(words, code, folder, before):
        """Files that should not be there, or are not what they were."""
        values = {word.split("=", 1)[-1] for word in words}
        # A store is made before the rows are known to fit it.
        stores = {value for word, value in zip(words, words[1:]) if word == "--store"}
        stores |= {word.split("=", 1)[1] for word in words if word.startswith("--store=")}
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            top = name.split("/")[0]
            if top in stores or path.is_dir():
                continue
            if name in before and (code == 0 and name in values or path.read_bytes() == before[name]):
                continue
            named = any(stem(value) == stem(name) for value in values if value)
            if code != 0 or not named or ".simbatch-" in name:
                return f"exit {code}, and the file {name} is left or changed"
        missing = [name for name in before if not (folder / name).exists()]
        return f"exit {code}, and {missing} are gone" if missing else None

    def repeat(self, case):
        print(shlex.join(["simbatch", *self.words(case)]))
        complaint = self.complaint(case)
        print(complaint or "nothing is wrong")
        return complaint is None


def plain(line):
    """A line of `--log-format json` as the text that it stands for; others as they are."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict) or "message" not in entry:
        return line
    return "simbatch: " + ("warning: " if entry["level"] == "warning" else "") + entry["message"]


def stem(name):
    """`out` of `out.npy`, which makes `out.scores.npy`."""
    return Path(name).name.split(".")[0]


def run(commands, seconds, jobs):
    end, counter, lock = time.monotonic() + seconds, itertools.count(), threading.Lock()
    found = []

    def work(_):
        while time.monotonic() < end and len(found) < 20:
            with lock:
                case = next(counter)
            complaint = commands.complaint(case)
            if complaint:
                found.append((case, complaint))

    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(work, range(jobs)))
    count = next(counter)
    rate = count / (time.monotonic() - start)
    print(f"{'command-line':15} {count:9} cases  {rate:6.0f} a second")
    for case, complaint in sorted(found):
        print(f"FAILED: {shlex.join(['simbatch', *commands.words(case)])}\n{complaint}")
        print(f"repeat: scripts/fuzz --only command-line --seed {commands.seed} --case {case}")
    return not found
