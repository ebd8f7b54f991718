"""The models that come with this release: made from our own examples, kept as one file, mapped when first asked.

The file is made at set-up (``manage.py train_replies``) and is stale as soon as an example or the code that reads it
changes. Where it is missing or stale, the first process that asks makes it: that takes some seconds, once.
"""

import hashlib
import json
import mmap
import os
import tempfile
from array import array
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import structlog

from outreach.replies.examples import digest as examples_digest
from outreach.replies.linear import LinearModel
from realestate.lib.checkup import Finding

log = structlog.get_logger()

PATH = Path(__file__).resolve().parents[2] / "trained" / "replies.bin"
CODE = (
    "cues.py",
    "cues.yaml",
    "features.py",
    "lexicon.py",
    "linear.py",
    "normalise.py",
    "polarity.yaml",
    "questions.py",
    "training.py",
)
FLOAT = 4  # bytes


@cache
def digest() -> str:
    """Return a hash of everything the models depend on."""
    folder = Path(__file__).parent
    code = b"".join((folder / name).read_bytes() for name in CODE)
    return hashlib.sha256(examples_digest().encode() + code).hexdigest()


def is_fresh(path: Path = PATH) -> bool:
    """Return whether the file is there, whole, and made from the examples and code of this release."""
    try:
        with path.open("rb") as file:
            first = file.readline()
            header = json.loads(first)
            length = len(first) + FLOAT * sum(head["count"] for head in header["heads"].values())
            return bool(header["made_from"] == digest() and path.stat().st_size == length)
    except (OSError, ValueError, KeyError):
        return False


def finding(path: Path = PATH) -> Finding:
    """Say whether the models are ready, for `doctor` and the health page."""
    if is_fresh(path):
        return Finding(ok=True, says="the models that read replies are ready")
    says = "the models that read replies are missing or old, so the next reply takes longer: make setup"
    return Finding(ok=False, says=says)


@cache
def models() -> Mapping[str, LinearModel]:
    """Return the shipped models by name, making them first if they are missing or stale."""
    if is_fresh():
        return read(PATH)
    log.warning("replies.models_made_now", path=str(PATH))
    made: Mapping[str, LinearModel] = import_module("outreach.replies.questions").train_all()
    try:
        write(made, PATH)
    except OSError as error:  # a read-only installation: the models live in this process alone
        log.warning("replies.models_not_kept", error=type(error).__name__)
    return made


def write(made: Mapping[str, LinearModel], path: Path) -> None:
    """Keep models as one file, whole or not at all."""
    heads, start = {}, 0
    for name, model in made.items():
        heads[name] = {"labels": model.labels, "bias": model.bias, "start": start, "count": len(model.weights)}
        start += len(model.weights)
    header = json.dumps({"made_from": digest(), "heads": heads}).encode()
    header += b" " * (-(len(header) + 1) % FLOAT) + b"\n"  # floats stand at whole places
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(header)
        file.writelines(_bytes_of(model) for model in made.values())
    Path(file.name).chmod(0o644)
    os.replace(file.name, path)


def read(path: Path) -> dict[str, LinearModel]:
    """Return the models of a file. The weights stay in the file and are shared by all processes that map it."""
    with path.open("rb") as file:
        header = file.readline()
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    floats = whole[len(header) :].cast("f")
    return {
        name: LinearModel(
            labels=tuple(head["labels"]),
            weights=floats[head["start"] : head["start"] + head["count"]],
            bias=tuple(head["bias"]),
        )
        for name, head in json.loads(header)["heads"].items()
    }


def _bytes_of(model: LinearModel) -> bytes:
    return array("f", model.weights).tobytes()
