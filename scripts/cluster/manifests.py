"""Manifests for Kubernetes, and its own schema of them."""

import json
from pathlib import Path

import kubernetes_validate

from sharded import SHARDS, require

# Since failures of each index are counted apart.
OLDEST = (1, 29)


def versions():
    """Of the schemas that are there, those of Kubernetes that know all that the manifests use."""
    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
    found = {x.name.split("-")[0].removeprefix("v") for x in folder.iterdir() if x.name.startswith("v")}
    known = sorted(tuple(map(int, x.split("."))) for x in found)
    return [".".join(map(str, x)) for x in known if x[:2] >= OLDEST]


def check_manifests(workshop):
    run = workshop.sharded(workshop.slow, "kubernetes")
    run.options = ["--image", "registry.example/simbatch:1", "--claim", "shared", "--memory-per-shard", "4G"]
    run.options += ["--time", "1-12", "--max-running", "5", "--mount", str(workshop.folder)]
    done = workshop.run(*run.words("--dry-run"))
    require(done.returncode == 0, f"exit {done.returncode}: {done.stderr}")
    manifests = [json.loads(x[x.index("\n") :]) for x in done.stdout.split("---\n")]
    require(len(manifests) == 3, f"expected 3 manifests, found {len(manifests)}")
    require(manifests[1]["spec"]["completions"] == SHARDS, "the shards are not all there")
    for version in versions():
        for manifest in manifests:
            # strict: a name that is not Kubernetes' own is an error.
            kubernetes_validate.validate(manifest, version, strict=True)
    broken = json.loads(json.dumps(manifests[1]))
    broken["spec"]["completion"] = SHARDS
    try:
        kubernetes_validate.validate(broken, versions()[-1], strict=True)
    except kubernetes_validate.ValidationError:
        return f"Kubernetes {', '.join(versions())}"
    require(False, "the schema takes a name that it does not know")
