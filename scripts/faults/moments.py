"""What happens at some moment of a job: kills, clocks that are set, inputs that shrink, planted links."""

import os
import signal
import subprocess
import time

from runner import OLD, SECONDS, STATE, done, require


def check_clock(runner, job):
    for seconds in ["86400", "1000000000"]:
        runner.reset(job)
        result = runner.run(job, variables={"SIM_CLOCK": seconds})
        runner.check_end(job, result, {0}, f"a clock that jumps by {seconds} s")
    done(f"{job}: a clock that jumps")


def check_shrinking(runner, name, words, output):
    """An input that becomes shorter after it was mapped; another one comes through a pipe meanwhile."""
    for size in [0, 5000, len(runner.inputs["in.fbin"]) // 2]:
        runner.reset()
        (runner.work / output).write_bytes(OLD)
        os.mkfifo(runner.work / "pipe.fbin")
        process = subprocess.Popen(
            [runner.program, *words, "--quiet"], cwd=runner.work, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        with open(runner.work / "pipe.fbin", "wb") as pipe:  # waits until the program opens it
            os.truncate(runner.work / "in.fbin", size)
            pipe.write(runner.inputs["q.fbin"])
        error = process.communicate(timeout=SECONDS)[1].decode()
        what = f"{name}: an input cut to {size} bytes"
        require(process.returncode == 74, f"{what}: exit {process.returncode}: {error}")
        require(error.startswith("simbatch: in.fbin: ") and error.count("\n") == 1, f"{what}: {error!r}")
        require((runner.work / output).read_bytes() == OLD, f"{what}: the old output is gone")
        left = {path.name for path in runner.work.iterdir()} - {*runner.inputs, "pipe.fbin", output}
        require(not left, f"{what}: left {left}")
    done(f"{name}: an input that shrinks while it is mapped")


def check_killed(runner, job):
    """A killed run leaves a lock that locks nothing, and no part of an output."""
    for delay in range(12):
        runner.reset(job)
        process = subprocess.Popen(
            [runner.program, *job.words], cwd=runner.work, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        time.sleep(delay * 0.008)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = runner.leftovers(job)
        allowed = {f"{x}{end}" for x in [*job.outputs, *job.words] for end in (STATE, ".simbatch-lock")}
        require(left <= allowed, f"{job}: killed, left {sorted(left - allowed)}")
        runner.check_end(job, runner.run(job), {0}, "after a kill")
    done(f"{job}: killed, and run again")


def check_planted(runner, job):
    """Links in the places of lock and state are refused, and what they lead to stays."""
    for ending in [STATE, ".simbatch-lock"]:
        runner.reset(job)
        victim = runner.folder / "victim"
        victim.write_bytes(b"precious")
        place = runner.work / f"{job.outputs[0]}{ending}"
        place.symlink_to(victim)
        code, error = runner.run(job)
        require(code == 73 and place.name in error, f"{job}: a planted {place.name}: exit {code}: {error}")
        require(victim.read_bytes() == b"precious", f"{job}: wrote through {place.name}")
        require(runner.outputs(job) == {name: OLD for name in job.outputs}, f"{job}: wrote an output")
    done(f"{job}: links in the places of lock and state")
