"""A disk that is full (T12): a clear word, nothing lost, nothing half, and on with the work when there is space again."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from data import backup
from data.export_all import export_all
from data.store import SqliteStore
from pipeline.errors import Problem, StoreFailed
from pipeline.formats import ris
from pipeline.formats.job import read_kept_file
from pipeline.jobs import Pool
from pipeline.rights import may
from pipeline.steps import search
from pipeline.steps.fields import save_field
from tests.makers import World, counts, make_references, make_store, make_world, record, rows
from tests.soak.acts import Act, choose, do, tell
from tests.soak.invariants import broken

LEAVE_EVENTS = ("field", "vote", "records")  # acts whose first event has their id, whatever was done before
TEXT = "Oppdiktet tekst til en prøve. " * 600  # 18,000 characters


@pytest.fixture
def megabytes() -> int:
    """How large the file system is."""
    return 4


@pytest.fixture
def disk(tmp_path: Path, megabytes: int) -> Iterator[Path]:
    """A small file system."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def world(disk: Path) -> Iterator[World]:
    """A question on that file system."""
    store = make_store(disk / "test.sqlite")
    yield make_world(store)
    store.close()


def fill(disk: Path, *, leave: int = 0) -> Path:
    """Fill the disk but for some bytes; gives the file to remove when there is to be space again."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            pass
        if leave:
            out.truncate(out.tell() - leave)
    return ballast


def told(act: Callable[[], object]) -> str:
    """The code that an act ends with."""
    with pytest.raises(Problem) as caught:
        act()
    return caught.value.code


def save(world: World, number: int) -> None:
    """Leave a field with a long text in it."""
    save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", f"{number} {TEXT}")


@pytest.mark.parametrize("leave", [0, 4096, 40_960, 400_000])
def test_saving(world: World, disk: Path, leave: int) -> None:
    save(world, 0)
    ballast = fill(disk, leave=leave)
    kept = 0
    with pytest.raises(StoreFailed) as caught:
        for number in range(1, 200):
            save(world, number)
            kept = number
    assert caught.value.code == "store_full"
    fields = world.store.seen_by(world.actor).fields("question", world.question_id)
    assert fields["inclusion"].value.startswith(f"{kept} "), "what was acknowledged is read"
    ballast.unlink()
    save(world, 999)
    assert broken(disk / "test.sqlite") == []
    tell(f"T12: saving with {leave} bytes left: {kept} saved, then store_full; goes on when there is space")


@dataclass
class Fillings:
    """What came of filling a disk again and again under mixed work."""

    kept: list[Act] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    went_on: int = 0


def fillings(world: World, disk: Path, times: int) -> None:
    """T12 with figures: the disk fills in the middle of mixed work; what was acknowledged is there, and work goes on."""
    found, luck = Fillings(), random.Random(12)
    make_references(world, 20)
    for _ in range(times):
        ballast = fill(disk, leave=luck.randrange(0, 150_000))
        act = choose(world.store, world.actor, world.question_id, luck)
        try:
            while True:
                do(world.store, act)
                found.kept.append(act)
                act = choose(world.store, world.actor, world.question_id, luck)
        except Problem as problem:
            found.refused[problem.code] += 1
        assert world.store.seen_by(world.actor).count_references(world.question_id) > 0, "it can still be read"
        ballast.unlink()
        do(world.store, act)
        found.kept.append(act)
        found.went_on += 1
        assert broken(disk / "test.sqlite") == []
    there = {one for (one,) in rows(disk / "test.sqlite", "SELECT id FROM event")}
    lost = [act for act in found.kept if act.kind in LEAVE_EVENTS and act.client_id not in there]
    tell(
        f"T12: the disk filled {times} times in mixed work: {len(found.kept)} acts kept, {len(lost)} lost; refused with"
        f" {dict(found.refused)}; the same act done when there was space: {found.went_on} of {times}"
    )
    assert lost == []
    assert found.refused == {"store_full": times} and found.went_on == times


@pytest.mark.parametrize("megabytes", [32])
def test_mixed_work_on_a_disk_that_fills_a_few_times(world: World, disk: Path, megabytes: int) -> None:
    fillings(world, disk, 5)


@pytest.mark.soak
@pytest.mark.parametrize("megabytes", [32])
def test_mixed_work_on_a_disk_that_fills_a_hundred_times(world: World, disk: Path, megabytes: int) -> None:
    fillings(world, disk, 100)


def test_opening(disk: Path, world: World) -> None:
    """A server that starts on a full disk says so, or starts; it breaks nothing."""
    path = disk / "test.sqlite"
    world.store.close()  # type: ignore[attr-defined]
    before = counts(path)
    ballast = fill(disk)
    try:
        store = SqliteStore(path, may)
        store.seen_by(world.actor).question(world.question_id)
        store.close()
        said = "opens"
    except StoreFailed as problem:
        said = problem.code
    ballast.unlink()
    assert said in ("opens", "store_full")
    SqliteStore(path, may).close()
    assert counts(path) == before
    tell(f"T12: opening on a full disk: {said}")


def taken(path: Path) -> dict[str, int]:
    """What an import adds to."""
    return {name: n for name, n in counts(path).items() if name in ("file", "run", "reference", "source_record", "hit")}


def test_importing(world: World, disk: Path) -> None:
    content = ris.write(record(n, abstract=TEXT) for n in range(1, 31)).encode()
    store = world.store
    run_id = search.start_import(store, world.actor, world.question_id, "eksempel.ris", content, "other")
    before = taken(disk / "test.sqlite")
    ballast = fill(disk, leave=100_000)
    Pool(store, {"import": read_kept_file}).work_off()
    assert taken(disk / "test.sqlite") == before, "a part of the file was taken in"
    again = content + b"\n"
    assert (
        told(lambda: search.start_import(store, world.actor, world.question_id, "to.ris", again, "other"))
        == "store_full"
    )
    assert taken(disk / "test.sqlite") == before
    ballast.unlink()
    job = store.seen_by(world.actor).jobs(world.question_id)[0]
    if job.state == "failed":
        search.retry(store, world.actor, run_id)
    else:  # not even its end could be kept: it grows stale, and the next worker takes it up
        store.end_job(job.id, "queued")
    Pool(store, {"import": read_kept_file}).work_off()
    assert store.seen_by(world.actor).count_references(world.question_id) == 30
    assert broken(disk / "test.sqlite") == []
    tell(
        f"T12: importing on a full disk: job {job.state} {job.error_code}, nothing taken in; all 30 when there is space"
    )


def test_exporting_and_copying(world: World, disk: Path) -> None:
    make_references(world, 100)
    path = disk / "test.sqlite"
    before = counts(path)
    ballast = fill(disk, leave=60_000)
    names = sorted(one.name for one in disk.iterdir())
    assert told(lambda: export_all(path, disk / "out", ris.write)) == "export_failed"
    assert sorted(one.name for one in disk.iterdir()) == names
    assert told(lambda: backup.copy_database(path, disk / "backups" / "copy.sqlite")) == "backup_failed"
    assert sorted(one.name for one in disk.iterdir() if one.name != "backups") == names
    assert list((disk / "backups").iterdir()) == []
    ballast.unlink()
    assert export_all(path, disk / "out", ris.write)["complete"]
    assert backup.copy_database(path, disk / "backups" / "copy.sqlite")["reference"] == 100
    assert counts(path) == before
    tell(
        "T12: exporting and copying on a full disk: export_failed, backup_failed, nothing half; both when there is space"
    )


def test_restoring(world: World, disk: Path, tmp_path: Path) -> None:
    path = disk / "test.sqlite"
    backup.copy_database(path, tmp_path / "copy.sqlite")
    make_references(world, 50)
    world.store.close()  # type: ignore[attr-defined]
    before = counts(path)
    ballast = fill(disk, leave=20_000)
    assert told(lambda: backup.restore(tmp_path / "copy.sqlite", path)) == "restore_failed"
    assert counts(path) == before
    ballast.unlink()
    backup.restore(tmp_path / "copy.sqlite", path)
    assert counts(path)["reference"] == 0
    assert broken(path) == []
