"""A real PostgreSQL server on a socket of its own, for as long as a check needs it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from conversion import USAGE, check_read, check_refused
from rows import BROKEN_NAME, ODD_NAMES, Rows, random_rows
from tally import Skip


def binaries():
    """The folder with initdb, which Debian keeps out of the path; raises `Skip`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found += [Path(os.path.realpath(path)) for path in [shutil.which("initdb")] if path]
    if not found or not shutil.which("psql"):
        raise Skip("PostgreSQL is not installed (Debian: postgresql)")
    return found[-1].parent


def owner():
    """The server refuses to run as root; Debian's package made a user for it."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise Skip("PostgreSQL does not run as root, and there is no user postgres") from None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def server():
    """A function that gives SQL to a fresh server and returns what psql prints, as bytes."""
    programs, user = binaries(), owner()
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if user:
            os.chown(folder, user["user"], user["group"])
        data = f"{folder}/data"
        start = lambda command, **more: subprocess.run(
            [str(part) for part in command], cwd=folder, check=True, timeout=60, **user, **more
        )
        quiet = {"stdout": subprocess.DEVNULL}
        settings = ["-U", "check", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        start([programs / "initdb", "-D", data, *settings], **quiet)
        control = [programs / "pg_ctl", "-D", data, "-w", "-s", "-l", f"{folder}/log"]
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        start([*control, "-o", settings, "start"], **quiet)
        psql = ["psql", "-h", folder, "-U", "check", "-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
        try:
            yield lambda sql: start(psql, input=sql.encode(), capture_output=True).stdout
        finally:
            start([*control, "-m", "immediate", "stop"], **quiet)


def check_copy(program, folder):
    """`psql -c 'COPY …' | simbatch convert -`, with odd names and, if there, pgvector's own type."""
    rows = random_rows().named([*ODD_NAMES, BROKEN_NAME])
    with server() as sql:
        try:
            sql("create extension vector;")
            kind, shown, text = "vector", "v", "pgvector's vector"
        except subprocess.CalledProcessError:
            kind, shown, text = "real[]", "translate(v::text, '{}', '[]')", "real[], no pgvector here"
        sql(f"create table docs (row int, id text, v {kind});" + "".join(inserts(rows, kind)))
        copied = sql(f"copy (select id, null, {shown} from docs order by row) to stdout;")
        flags = sql("copy (select i, (37 * i)::bit(8) from generate_series(1, 5) i) to stdout;")
    options = ("--input-format", "copy", "--id-column", "1")
    # A file of names cannot hold the last one.
    kept = [row for row, name in enumerate(rows.names) if name != BROKEN_NAME]
    lines = copied.splitlines(keepends=True)
    part = Rows(rows.values[kept], [rows.names[row] for row in kept])
    seen = check_read(program, ["-"], part, options, b"".join(lines[row] for row in kept))
    check_read(program, ["-"], rows.nameless(), options, copied)
    # A row of flags is no number.
    check_refused(program, ["-", *options[:2]], USAGE, "bit", stdin=flags)
    return f"{text}: {seen}"


def inserts(rows, kind):
    opened, closed = "{}" if kind == "real[]" else "[]"
    for row, (name, values) in enumerate(zip(rows.names, rows.values)):
        vector = opened + ",".join(str(value) for value in values) + closed
        quoted = name.replace("'", "''")
        yield f"insert into docs values ({row}, '{quoted}', '{vector}');\n"
