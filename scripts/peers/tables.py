"""The benchmark's results as Markdown: the same text on the terminal and in the dated file."""

import datetime
import os
import subprocess
from pathlib import Path

import jobs
import machine

RESULTS = Path(__file__).resolve().parents[1] / "benchmark-results"


def heading(threads):
    """What the figures depend on."""
    now = datetime.datetime.now(datetime.timezone.utc)
    flags = [flag for flag in machine.INTERESTING_FLAGS if flag in machine.cpu_flags()]
    packages = ["faiss-cpu", "numpy", "scikit-learn", "hnswlib", "pynndescent"]
    versions = [f"{x} {machine.package_version(x)}" for x in packages if machine.package_version(x)]
    return "\n".join([
        f"## {now:%H:%M} UTC, commit {commit()}",
        "",
        f"* {machine.cpu_name()}, {machine.cores()} cores, {threads} threads; load {os.getloadavg()[0]:.1f} at the start",
        f"* instruction sets: {' '.join(flags)}",
        f"* OpenBLAS of the system: {machine.openblas_kernel(jobs.best_environment())}",
        f"* environment: simbatch {spelled(jobs.best_environment())}; FAISS {spelled(jobs.best_faiss_environment())}",
        f"* {', '.join(versions)}",
        "",
        "Whole processes, files read and written, interleaved; seconds. \"compute\" is the peer's own library call",
        "alone. Ratios are peer / simbatch: best against best, median against median, compute against our whole process.",
        "",
    ])


def table(job, runs, recalls):
    """One job: the first of `runs` is simbatch's."""
    ours = runs[0]
    lines = [
        f"### {job.name}",
        "",
        "| program | best | median | compute | peak MB | recall | ratio best | ratio median | ratio compute |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in runs:
        if one.error:
            lines.append(f"| {one.name} | {one.error} |" + " |" * 7)
            continue
        cells = [f"{one.best:.2f}", f"{one.median:.2f}"]
        compute = min(one.compute_seconds) if one is not ours and one.compute_seconds else None
        cells.append(f"{compute:.2f}" if compute else "")
        cells.append(f"{one.peak_megabytes:.0f}")
        if one is ours or ours.error:
            cells += ["", "", "", ""]
        else:
            cells.append(f"{recalls[one.name]:.4f}" if one.name in recalls else "")
            cells += [f"{one.best / ours.best:.2f}", f"{one.median / ours.median:.2f}"]
            cells.append(f"{compute / ours.best:.2f}" if compute else "")
        lines.append(f"| {one.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def stages(report, sgemm_gflops):
    """simbatch's own figures of its best run: every number in its report, nested names joined."""
    figures = ", ".join(f"{name} {value:.4g}" for name, value in numbers(report))
    if sgemm_gflops:
        figures += f"{', ' if figures else ''}sgemm on 2048³ {sgemm_gflops:.0f} GFLOP/s"
    return f"simbatch, best run: {figures}\n" if figures else ""


def numbers(value, name=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield name, value


def commit():
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=RESULTS.parent, capture_output=True, text=True
    )
    return done.stdout.strip() or "unknown"


def spelled(environment):
    return " ".join(f"{name}={value}" for name, value in environment.items()) or "as it is"


def keep(text):
    """Appends to today's file; returns its path."""
    RESULTS.mkdir(exist_ok=True)
    today = datetime.datetime.now(datetime.timezone.utc).date()
    path = RESULTS / f"{today}.md"
    if not path.exists():
        path.write_text(f"# Benchmark, {today}\n")
    with open(path, "a") as file:
        file.write("\n" + text)
    return path
