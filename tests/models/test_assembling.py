"""The router that a site's settings make of what is installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from converted import install

from models.assembling import Site, Surroundings, Trial, assemble, running_of
from models.choosing import Policy
from models.cores import Cores
from models.errors import ModelMissingError
from models.inventory import inventory
from models.measured import Quality, Tuning, keep_quality, keep_tuning, this_machine
from models.routing import Router
from models.starter import PACKAGED, read_facts
from models.store import ModelStore

CORES = Cores(4)


def assembled(folder: Path, site: Site) -> tuple[Router, list[str]]:
    """Assemble a site's router on a machine of four cores."""
    heard: list[str] = []
    store = ModelStore(folder)
    around = Surroundings(CORES, (), lambda: 0.0, lambda: 0, heard.append, heard.append)
    return assemble(site, inventory(store, heard.append), store, around), heard


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two versions of a model of all languages, and two for a pivot; the starter comes by itself."""
    folder = tmp_path_factory.mktemp("models")
    install(folder, "1.int8", 1000)
    install(folder, "2.int8", 2000)
    install(folder, "1.int8", 1000, "opus-de-en")
    install(folder, "1.int8", 1000, "opus-big-en-bg")
    return folder


def test_languages_without_a_model_have_the_starter(models: Path) -> None:
    """And those with one have theirs; the choice is told."""
    router, heard = assembled(models, Site(("en", "tr"), Policy(named={"en": "opus-de-en"})))
    assert router.route("en", "x").signature.startswith("opus-de-en@1.int8#")
    assert router.route("tr", "x").signature.startswith("starter@")
    assert heard == [f"en: opus-de-en@1.int8; tr: starter@{read_facts(PACKAGED).version}"]


def test_a_named_second_leg_makes_a_pivot(models: Path) -> None:
    """After the starter, whose English was measured; names are hidden on the way, so they are in the signature."""
    site = Site(("bg",), Policy(named={"bg": "opus-big-en-bg"}), names=("Duisburg",))
    router, _ = assembled(models, site)
    signature = router.route("bg", "x").signature
    assert signature.startswith("starter@")
    assert ">opus-big-en-bg@1.int8#" in signature
    others, _ = assembled(models, Site(("bg",), Policy(named={"bg": "opus-big-en-bg"})))
    assert others.route("bg", "x").signature != signature


def test_a_version_on_trial(models: Path) -> None:
    """The newer for a share, the older for the rest."""
    trials = {"tr": Trial("small100@2.int8", 50.0)}
    router, _ = assembled(models, Site(("tr",), Policy(named={"tr": "small100@1.int8"}), trials))
    chosen = {router.route("tr", f"Satz {number}").signature.partition("#")[0] for number in range(50)}
    assert chosen == {"small100@1.int8", "small100@2.int8"}


@pytest.mark.parametrize(
    ("site", "message"),
    [
        (Site(("tr",), trials={"fr": Trial("small100", 5.0)}), r"canary_models names 'fr', which is not in"),
        (Site(("tr",), trials={"tr": Trial("absent", 5.0)}), r"engine\.canary_models\.tr is 'absent', which is not"),
        (Site(("xx",)), r"no model that is installed, and may be used, translates German into xx"),
    ],
)
def test_what_cannot_be_is_refused(models: Path, site: Site, message: str) -> None:
    """Before anything is loaded."""
    with pytest.raises(ModelMissingError, match=message):
        assembled(models, site)


def test_a_damaged_model_is_left_out(tmp_path: Path) -> None:
    """With the reason; what names it is refused."""
    place = install(tmp_path, "1.int8", 1000)
    (place / "dialect.json").write_text("{}", encoding="utf-8")
    heard: list[str] = []
    found = inventory(ModelStore(tmp_path), heard.append)
    assert [each.option.key for each in found] == ["starter"]
    assert heard[0].startswith("small100-1.int8 is not used: ")


def test_what_was_measured_counts(tmp_path: Path) -> None:
    """Quality by `models bench`; a tuning for this machine and this model, and for no other."""
    place = install(tmp_path, "1.int8", 1000)
    keep_quality(place, "dev", Quality("s", {"tr": 51.5}, 120.0))
    keep_quality(place, "dev", Quality("s", {"ar": 40.0}, 130.0))
    (_, here) = inventory(ModelStore(tmp_path), lambda _: None)
    assert dict(here.option.quality) == {"tr": 51.5, "ar": 40.0}
    assert here.option.speed == 130.0
    assert running_of(here, "auto", 0, CORES, ()).threads == 4
    machine = this_machine(CORES)
    signature = here.open(running_of(here, "auto", 0, CORES, ())).signature
    keep_tuning(place, Tuning(machine, signature, workers=2, threads=2, batch_tokens=512, words_per_second=99.0))
    tuned = running_of(here, "auto", 0, CORES, ())
    assert (tuned.workers, tuned.threads) == (2, 2)
    assert running_of(here, "auto", 3, CORES, ()).threads == 3
    assert running_of(here, "auto", 0, Cores(2), ()).workers == 1


def test_figures_that_cannot_be_read_are_not_there(tmp_path: Path) -> None:
    """They only help to choose."""
    place = install(tmp_path, "1.int8", 1000)
    for name in ("measured.json", "tuning.json"):
        (place / name).write_text("[[", encoding="utf-8")
    (_, here) = inventory(ModelStore(tmp_path), lambda _: None)
    assert dict(here.option.quality) == {}
    assert running_of(here, "auto", 0, CORES, ()).workers == 1
