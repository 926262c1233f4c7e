"""Whom the embedded server runs as.

PostgreSQL refuses to run as root. Started by root it runs as the system user ``qendra``, and
as nobody else's folder is ever opened up for that user, its folder and its programs move to
/var/lib/qendra when that user cannot reach them where they are.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from qendra.project.postgres import place

SYSTEM_USER = "qendra"
SYSTEM_HOME = Path("/var/lib/qendra")


class CannotRun(Exception):
    """The embedded server cannot run here. The text is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The user that PostgreSQL runs as; None: whoever we are."""

    uid: int | None = None
    gid: int | None = None

    def take(self, folder: Path) -> None:
        """Give a folder to this user, closed to everybody else."""
        folder.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def can(self, *command: str) -> bool:
        """Whether the command succeeds when this user runs it."""
        try:
            done = subprocess.run(
                command,
                user=self.uid,
                group=self.gid,
                extra_groups=self.groups(),
                cwd="/",
                capture_output=True,
                check=False,
            )
        except PermissionError:
            return False
        return done.returncode == 0

    def groups(self) -> list[int] | None:
        """No group of root's goes along; an ordinary user keeps its own."""
        return None if self.uid is None else []


def owner_of(cluster: Path) -> Owner:
    """Ourselves; as root: whoever owns the folder already, else the system user (made if new)."""
    if os.geteuid() != 0:
        return Owner()
    if cluster.exists() and cluster.stat().st_uid != 0:
        return Owner(cluster.stat().st_uid, cluster.stat().st_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_system_user()
    return Owner(entry.pw_uid, entry.pw_gid)


def place_cluster(data_dir: Path, owner: Owner) -> Path:
    """The cluster's folder, reachable by its owner; it need not exist yet, its parent does."""
    data_dir.mkdir(parents=True, exist_ok=True)
    cluster = place.cluster_of(data_dir)
    if cluster.exists() or owner.can("test", "-x", str(data_dir)):
        cluster.parent.mkdir(parents=True, exist_ok=True)
        return cluster
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    link = data_dir / "postgres"
    link.unlink(missing_ok=True)
    link.symlink_to(SYSTEM_HOME / place.short_name(data_dir.resolve()))
    return place.cluster_of(data_dir)


def place_programs(owner: Owner) -> Path:
    """The folder ``bin`` of PostgreSQL, where its owner can run it; copied once when it cannot."""
    wheel = place.wheel()
    programs = wheel / place.INSTALLATION / "bin"
    if owner.can(str(programs / "postgres"), "--version"):
        return programs
    copy = SYSTEM_HOME / f"{place.INSTALLATION}-{_version_of(programs)}"
    copied = copy / wheel.name / place.INSTALLATION / "bin"
    if not copy.exists():
        _copy(wheel, copy)
    if not owner.can(str(copied / "postgres"), "--version"):
        raise CannotRun(
            f"The user {SYSTEM_USER} cannot run PostgreSQL from {copied}; "
            "start Qendra as an ordinary user, or set DATABASE_URL."
        )
    return copied


def _copy(wheel: Path, copy: Path) -> None:
    """Our version and the libraries beside the wheel; the copy appears whole or not at all."""
    half = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(
        wheel / place.INSTALLATION, half / wheel.name / place.INSTALLATION, symlinks=True
    )
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name)
    for folder in (SYSTEM_HOME, half, half / wheel.name):
        folder.chmod(0o755)
    half.rename(copy)


def _version_of(programs: Path) -> str:
    """Changes with every change of the program, so that an old copy is never run."""
    program = (programs / "postgres").stat()
    return f"{program.st_size}-{int(program.st_mtime)}"


def _make_system_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        subprocess.run(
            [
                useradd,
                "--system",
                "--no-create-home",
                "--home-dir",
                str(SYSTEM_HOME),
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            capture_output=True,
            check=False,
        )
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise CannotRun(
            f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made; "
            "start Qendra as an ordinary user, or set DATABASE_URL."
        ) from None
