"""Packing a trained starter: parts, checksums, notice and terms, and nothing that does not verify."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from models.errors import ModelDamagedError, ModelMissingError
from models.pack_starter import main, pack_starter
from models.starter import read_facts, verify


def facts_of(trained: Path) -> dict[str, object]:
    facts: dict[str, object] = json.loads((trained / "starter.json").read_text(encoding="utf-8"))
    return facts


def test_the_weights_are_cut_into_parts(packed: Path, trained: Path) -> None:
    """The parts, one after the other, are the weights."""
    parts = read_facts(packed).parts
    assert [part.name for part in parts] == ["model.bin.00", "model.bin.01", "model.bin.02"]
    joined = b"".join((packed / part.name).read_bytes() for part in parts)
    assert joined == (trained / "model.bin").read_bytes()


def test_the_notice_is_that_of_the_terms(packed: Path) -> None:
    """The sentence that the terms demand stands in the notice, and who changed the files; the terms are beside it."""
    notice = (packed / "NOTICE").read_text(encoding="utf-8")
    assert "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms" in notice
    assert "changed by the tests" in notice
    assert "nobody/nothing" in notice
    assert "Section 3: DISTRIBUTION" in (packed / "GEMMA_TERMS.md").read_text(encoding="utf-8")


def test_packing_anew_replaces_what_was_there(trained: Path, tmp_path: Path) -> None:
    """Parts of a larger model before do not stay."""
    target = tmp_path / "files"
    pack_starter(trained, target, facts_of(trained), part_bytes=100_000)
    packed = pack_starter(trained, target, facts_of(trained))
    assert len(packed.parts) == 1
    assert not (target / "model.bin.01").exists()
    assert verify(target) == ()
    assert [each.name for each in tmp_path.iterdir()] == ["files"]


def test_facts_that_training_computed_before_do_not_count(trained: Path, tmp_path: Path) -> None:
    """Checksums and files are always those of what is packed."""
    old = {**facts_of(trained), "sha256": "0" * 64, "files": [], "parts": []}
    packed = pack_starter(trained, tmp_path / "files", old)
    assert packed.sha256 == next(each.sha256 for each in packed.files if each.name == "model.bin")


def test_a_tokenizer_of_another_model_is_refused(trained: Path, tmp_path: Path) -> None:
    """A vocabulary that is not the tokenizer's is found, and what was there before stays."""
    source = Path(shutil.copytree(trained, tmp_path / "source"))
    (source / "vocabulary.json").write_text('["a", "b"]')
    pack_starter(trained, tmp_path / "files", facts_of(trained))
    with pytest.raises(ModelDamagedError, match=r"tokenizer\.model .* not the 2 of vocabulary\.json"):
        pack_starter(source, tmp_path / "files", facts_of(trained))
    assert verify(tmp_path / "files") == ()


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    """All that is missing is named."""
    with pytest.raises(ModelMissingError, match=r"lacks config\.json, vocabulary\.json, tokenizer\.model, model\.bin"):
        pack_starter(tmp_path, tmp_path / "files", {})


def test_the_command_packs(trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m models.pack_starter` takes the facts beside the weights and says what it made."""
    assert main([str(trained), str(tmp_path / "files")]) == 0
    assert "starter-7: 2.8 MB in 1 parts" in capsys.readouterr().out


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without facts it packs nothing and returns 1."""
    assert main([str(tmp_path), str(tmp_path / "files")]) == 1
    assert "not packed" in capsys.readouterr().err
