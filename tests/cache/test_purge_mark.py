"""The mark by which processes tell each other to forget."""

from pathlib import Path

from cache.purge_mark import PurgeMark


def test_everybody_sees_it_once(tmp_path: Path) -> None:
    """A mark that was set is seen by each process, once for each time."""
    one, other = PurgeMark(tmp_path / "purged"), PurgeMark(tmp_path / "purged")
    assert not one.has_moved()
    other.move()
    assert one.has_moved()
    assert other.has_moved()
    assert not one.has_moved()
    one.move()
    one.move()
    assert other.has_moved()
    assert not other.has_moved()


def test_without_a_folder(tmp_path: Path) -> None:
    """Where there is no folder there is nothing to forget; one that comes later is seen."""
    folder = tmp_path / "later"
    mark = PurgeMark(folder / "purged")
    mark.move()
    assert not mark.has_moved()
    folder.mkdir()
    PurgeMark(folder / "purged").move()
    assert mark.has_moved()
