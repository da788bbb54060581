"""Archives from elsewhere: nothing outside the folder, no links, no bombs."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
import zstandard

from models.errors import ObtainingError
from models.unpack import unpack


def archive_of(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """Write an archive of just these members."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("../evil", tarfile.REGTYPE, "not a plain file in one folder"),
        ("/etc/evil", tarfile.REGTYPE, "not a plain file in one folder"),
        ("a/../../evil", tarfile.REGTYPE, "not a plain file in one folder"),
        ("a/b/c", tarfile.REGTYPE, "not a plain file in one folder"),
        ("model.bin", tarfile.SYMTYPE, "not a plain file in one folder"),
        ("model.bin", tarfile.LNKTYPE, "not a plain file in one folder"),
        ("model.bin", tarfile.CHRTYPE, "not a plain file in one folder"),
        ("model.bin", tarfile.FIFOTYPE, "not a plain file in one folder"),
        ("model.bin", tarfile.GNUTYPE_LONGNAME, "not a plain file in one folder"),
        ("..", tarfile.REGTYPE, "not a plain file in one folder"),
    ],
)
def test_hostile_members_are_refused(tmp_path: Path, name: str, kind: bytes, message: str) -> None:
    """Nothing is written outside the folder, and no link or device is made."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    archive = archive_of(tmp_path / "x.tar", (info, b""))
    (tmp_path / "to").mkdir()
    with pytest.raises(ObtainingError, match=message):
        unpack(archive, tmp_path / "to", 1000)
    assert list((tmp_path / "to").iterdir()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["to", "x.tar"]


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False)])
def test_the_size_limit_holds_to_the_byte(tmp_path: Path, size: int, fits: bool) -> None:
    """A bomb is refused by what its header claims, before its bytes are written."""
    archive = archive_of(tmp_path / "x.tar", (tarfile.TarInfo("model.bin"), bytes(size)))
    packed = tmp_path / "x.tar.zst"
    packed.write_bytes(zstandard.compress(archive.read_bytes()))
    (tmp_path / "to").mkdir()
    if fits:
        unpack(packed, tmp_path / "to", 1000)
        assert (tmp_path / "to" / "model.bin").stat().st_size == size
    else:
        with pytest.raises(ObtainingError, match="more than this model can have"):
            unpack(packed, tmp_path / "to", 1000)
        assert not (tmp_path / "to" / "model.bin").exists()


@pytest.mark.parametrize("damage", [b"", b"not a tar" * 200, b"\x1f\x8b" + bytes(600)])
def test_what_is_no_archive_is_said(tmp_path: Path, damage: bytes) -> None:
    """Empty, another format, or cut off: one message."""
    (tmp_path / "x.tar").write_bytes(damage)
    with pytest.raises(ObtainingError, match="cannot be unpacked"):
        unpack(tmp_path / "x.tar", tmp_path, 1000)


def test_a_name_may_stand_once(tmp_path: Path) -> None:
    """A second file of the same name could replace what was checked."""
    twice = [(tarfile.TarInfo("model.bin"), b"1"), (tarfile.TarInfo("a/model.bin"), b"2")]
    with pytest.raises(ObtainingError, match="twice"):
        unpack(archive_of(tmp_path / "x.tar", *twice), tmp_path, 1000)
