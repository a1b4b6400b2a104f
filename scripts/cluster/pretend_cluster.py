"""A real Slurm of some nodes on this machine, whose power and daemons can be cut.

All of it is in one folder and on the loopback address: its own munge with its own key, one slurmctld, a
slurmd for each node; no systemd, no control groups, no accounting. Timings on it say nothing.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pretend_node import adopt_orphans, end_with_parent

PROGRAMS = {"slurmctld": "slurmctld", "slurmd": "slurmd", "sbatch": "slurm-client", "munged": "munge"}
CPUS, MEGABYTES = 2, 4000


class Unavailable(Exception):
    """Why there can be no cluster here."""


def install():
    """Sees that Slurm's programs are here."""
    if os.geteuid() != 0:
        raise Unavailable("needs to be root, for the daemons of a Slurm of its own")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = sorted({package for name, package in PROGRAMS.items() if not shutil.which(name)})
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise Unavailable(f"needs {', '.join(missing)}, and this is not Debian")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    if subprocess.run(words, env=environment, **quiet).returncode != 0:
        raise Unavailable(f"apt-get could not install {', '.join(missing)}")


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def children_of(parent):
    """All processes below `parent`, by number."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name of the program may hold blanks and brackets; what follows the last bracket does not.
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, open_ones = [], [parent]
    while open_ones:
        below = parents.get(open_ones.pop(), [])
        found += below
        open_ones += below
    return found


def kill(processes, number=signal.SIGKILL):
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass


def wait_until(holds, what, seconds=60):
    """Waits until `holds` returns something true, which is returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if seen := holds():
            return seen
        time.sleep(0.05)
    raise TimeoutError(f"waited {seconds} s for {what}")


class PretendCluster:
    def __init__(self, nodes=3):
        self.folder = Path(tempfile.mkdtemp(prefix="simbatch-slurm-"))
        # munge runs as a user of its own.
        self.folder.chmod(0o755)
        self.names = [f"n{number}" for number in range(1, nodes + 1)]
        self.ports = free_ports(nodes + 1)
        self.running = {}
        for name in ("log", "state", "spool", "munge"):
            (self.folder / name).mkdir(parents=True)
        adopt_orphans()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    # What goes up and down

    def start(self):
        self.start_munge()
        self.configuration().write_text(self.settings())
        os.environ["SLURM_CONF"] = str(self.configuration())
        self.start_controller()
        for name in self.names:
            self.start_node(name)
        wait_until(self.is_up, "the nodes to be idle")

    def stop(self):
        kill(children_of(os.getpid()))
        for process in self.running.values():
            process.wait()
        self.running.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_munge(self):
        place = self.folder / "munge"
        key, self.socket = place / "key", place / "socket"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        # It does not like to be root, and trusts no folder that somebody else may write to.
        for path in (place, key):
            shutil.chown(path, "munge", "munge")
        place.chmod(0o755)
        options = [f"--{name}-file={place / name}" for name in ("pid", "log", "seed")]
        options += [f"--key-file={key}", f"--socket={self.socket}", "--foreground", "--force"]
        self.launch("munged", ["runuser", "-u", "munge", "--", "munged", *options])
        wait_until(self.socket.exists, "munge's socket", 20)

    def start_controller(self):
        self.launch("slurmctld", ["slurmctld", "-D", "-f", str(self.configuration())])

    def start_node(self, name):
        (self.folder / "spool" / name).mkdir(exist_ok=True)
        script = Path(__file__).with_name("pretend_node.py")
        words = [sys.executable, "-B", str(script), "slurmd", "-D", "-N", name, "-f", str(self.configuration())]
        self.launch(name, words)

    def launch(self, name, words):
        with open(self.folder / "log" / f"{name}.out", "ab") as log:
            self.running[name] = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=end_with_parent
            )

    def configuration(self):
        return self.folder / "slurm.conf"

    def settings(self):
        host = socket.gethostname().split(".")[0]
        lines = {
            "ClusterName": "pretend",
            "SlurmctldHost": f"{host}(127.0.0.1)",
            "SlurmctldPort": self.ports[0],
            "SlurmUser": "root",
            "SlurmdUser": "root",
            "AuthType": "auth/munge",
            "AuthInfo": f"socket={self.socket}",
            "CredType": "cred/munge",
            "CommunicationParameters": "NoInAddrAny,NoCtldInAddrAny",
            "StateSaveLocation": self.folder / "state",
            "SlurmdSpoolDir": self.folder / "spool/%n",
            "SlurmctldPidFile": self.folder / "state/slurmctld.pid",
            "SlurmdPidFile": self.folder / "spool/%n/slurmd.pid",
            "SlurmctldLogFile": self.folder / "log/slurmctld.log",
            "SlurmdLogFile": self.folder / "log/slurmd.%n.log",
            # By process group: who looks for children only loses those of a dead shell.
            "ProctrackType": "proctrack/pgid",
            "TaskPlugin": "task/none",
            "MpiDefault": "none",
            # Without control groups, memory is looked at each second.
            "JobAcctGatherType": "jobacct_gather/linux",
            "JobAcctGatherFrequency": "task=1",
            "JobAcctGatherParams": "OverMemoryKill",
            "AccountingStorageType": "accounting_storage/none",
            "JobCompType": "jobcomp/none",
            "SchedulerType": "sched/backfill",
            "SchedulerParameters": "sched_interval=1,bf_interval=1,batch_sched_delay=0",
            "SelectType": "select/cons_tres",
            "SelectTypeParameters": "CR_CPU_Memory",
            "SlurmdParameters": "config_overrides",
            "DefMemPerCPU": MEGABYTES // CPUS // 2,
            "MinJobAge": 3600,
            "SlurmdTimeout": 10,
            "MessageTimeout": 5,
            "KillWait": 5,
            "ReturnToService": 2,
            "JobRequeue": 1,
        }
        text = [f"{name}={value}" for name, value in lines.items()]
        text += [
            f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={CPUS}"
            f" RealMemory={MEGABYTES} State=UNKNOWN"
            for name, port in zip(self.names, self.ports[1:])
        ]
        text.append(f"PartitionName=main Nodes={','.join(self.names)} Default=YES MaxTime=INFINITE DefaultTime=60")
        return "\n".join(text) + "\n"

    # What goes wrong

    def cut_power(self, name):
        """Kills all processes of a node at once."""
        node = self.running.pop(name)
        # Stopped first: none of them must see another die.
        processes = children_of(node.pid) + [node.pid]
        kill(processes, signal.SIGSTOP)
        kill(processes)
        node.wait()

    def kill_daemon(self, name):
        """Kills a node's slurmd only: its jobs go on, and nobody knows."""
        kill([self.daemon(name)])

    def revive(self, name):
        """Starts a node's daemon again, whatever it has left."""
        if name in self.running:
            node = self.running.pop(name)
            kill(children_of(node.pid) + [node.pid])
            node.wait()
        self.start_node(name)

    def declare_dead(self, name):
        """Tells the controller at once what it would find out by itself in some minutes."""
        jobs = self.ask("squeue", "-h", "-r", "-w", name, "-t", "R", "-o", "%i").split()
        self.ask("scontrol", "update", f"NodeName={name}", "State=DOWN", "Reason=power")
        for job in jobs:
            self.hurry(job)
        return jobs

    def ask_to_stop(self, job):
        """Sends the signal that comes before a time limit. Not waited for: it asks again while the job re-queues."""
        self.launch("scancel", ["scancel", "--signal=TERM", "--batch", job])

    def wait_until_saved(self, job):
        """Waits until the controller has written down all that it was told so far; `job` is one that waits."""
        state, told = self.folder / "state/job_state", time.time()
        # Something to write down, in case that it has just done so.
        self.ask("scontrol", "update", f"JobId={job}", "Comment=saved")
        wait_until(lambda: state.exists() and state.stat().st_mtime > told, "the controller to save its state")

    def stop_controller(self):
        controller = self.running.pop("slurmctld")
        controller.kill()
        controller.wait()

    def recover(self):
        """Everything is up again, and nothing is left to do."""
        if "slurmctld" not in self.running:
            self.start_controller()
        for name in self.names:
            if name not in self.running or self.daemon(name) is None:
                self.revive(name)
        wait_until(self.is_up, "the nodes to come back")
        subprocess.run(["scancel", "--user=root"], timeout=60, stderr=subprocess.DEVNULL)

    # What is there

    def daemon(self, name):
        """The process of a node's slurmd; None where it has none."""
        node = self.running[name].pid
        for process in children_of(node):
            try:
                if Path(f"/proc/{process}/comm").read_text().strip() == "slurmd":
                    return process
            except OSError:
                continue
        return None

    def is_up(self):
        try:
            states = self.ask("sinfo", "-h", "-N", "-o", "%t").split()
        except (subprocess.SubprocessError, OSError):
            return False
        return len(states) == len(self.names) and all(x in ("idle", "mix", "alloc") for x in states)

    def ask(self, *words):
        """What one of Slurm's clients says."""
        return subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout

    def hurry(self, job):
        """Lets a job that was re-queued start at once."""
        subprocess.run(["scontrol", "update", f"JobId={job}", "StartTime=now"], timeout=20, stderr=subprocess.DEVNULL)

    def release(self, job):
        subprocess.run(["scontrol", "release", job], timeout=20, stderr=subprocess.DEVNULL)
