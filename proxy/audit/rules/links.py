"""Do links and buttons say where they lead and what they do? (WCAG 2.4.4, 4.1.2, 2.4.1)"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import Page, value

_VAGUE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "de": "hier|hier klicken|klicken sie hier|mehr|mehr erfahren|weiter|weiterlesen|weitere informationen|link|"
        "lesen sie mehr|mehr lesen|mehr dazu|details|infos|mehr infos|mehr informationen|diese seite|dieser link",
        "en": "here|click here|more|read more|learn more|continue|continue reading|further information|link|details|"
        "info|more info|more information|this page|this link|find out more",
        "tr": "burada|buraya|buraya tıklayın|tıklayın|daha fazla|devamı|devamını oku|devam|bağlantı|ayrıntılar|"
        "daha fazla bilgi|buradan",
        "ar": "هنا|اضغط هنا|انقر هنا|المزيد|اقرأ المزيد|متابعة|رابط|تفاصيل|مزيد من المعلومات|متابعة القراءة",
        "bg": "тук|кликнете тук|натиснете тук|още|повече|прочетете повече|виж повече|продължи|връзка|подробности|"
        "повече информация",
        "ro": "aici|click aici|faceți clic aici|apasă aici|mai mult|mai multe|citește mai mult|continuă|link|detalii|"
        "mai multe informații|citiți mai mult",
        "pl": "tutaj|tu|kliknij tutaj|więcej|czytaj więcej|czytaj dalej|dalej|link|szczegóły|więcej informacji",
        "uk": "тут|натисніть тут|клацніть тут|більше|докладніше|детальніше|читати далі|далі|посилання|"
        "більше інформації",
        "ru": "здесь|тут|нажмите здесь|щёлкните здесь|ещё|подробнее|читать далее|далее|ссылка|больше информации|"
        "узнать больше",
        "fr": "ici|cliquez ici|cliquer ici|plus|en savoir plus|lire la suite|suite|lien|détails|"
        "plus d’informations|plus d'informations|lire plus",
    }
)
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")


def empty_link(page: Page) -> Iterator[Spot]:
    """A link has no name: neither words nor a text in place of its image."""
    for tag in page.all("a", "area"):
        if tag.has_attr("href") and page.node(tag) is not None and not page.name(tag):
            yield Spot(page.number(tag), value(tag, "href")[:80])


def vague_link(page: Page) -> Iterator[Spot]:
    """A link says only “here” or “more”."""
    words = frozenset("|".join((_VAGUE["de"], _VAGUE.get(page.language, ""))).split("|"))
    for tag in page.all("a"):
        name = _EDGES.sub("", page.name(tag)).lower()
        if tag.has_attr("href") and name in words:
            yield Spot(page.number(tag), page.name(tag))


def empty_button(page: Page) -> Iterator[Spot]:
    """A button has no name."""
    for tag in page.all("button", "input", "summary", "div", "span", "a"):
        node = page.node(tag)
        if node is not None and node.role == "button" and not node.name.strip():
            yield Spot(page.number(tag))


def broken_skip_link(page: Page) -> Iterator[Spot]:
    """A link within the page leads nowhere."""
    for tag in page.all("a"):
        target = unquote(value(tag, "href"))
        if target.startswith("#") and len(target) > 1 and target.lower() != "#top" and not _found(page, target[1:]):
            yield Spot(page.number(tag), target)


def _found(page: Page, name: str) -> bool:
    def named(tag: Tag) -> bool:
        return value(tag, "id") == name or (tag.name == "a" and value(tag, "name") == name)

    return page.soup.find(named) is not None


def label_in_name(page: Page) -> Iterator[Spot]:
    """The words one sees on a control are not in the name it is known by (2.5.3): speech input misses it."""
    for tag in page.all("a", "button", "summary", "input"):
        node = page.node(tag)
        if node is None or not (tag.has_attr("aria-label") or tag.has_attr("aria-labelledby")):
            continue
        seen = _plain(_seen(page, tag))
        if seen and seen not in _plain(node.name):
            yield Spot(page.number(tag), f"“{_seen(page, tag)}” – “{node.name}”")


def _seen(page: Page, tag: Tag) -> str:
    """The words on a control that can be seen: not those of one pixel, and not signs."""
    if tag.name == "input":
        return _input_words(page, tag)
    parts = []
    for node in tag.find_all(string=True):
        parent = node.parent
        if parent is None or not page.speaks(parent):
            continue
        chain = [parent, *(each for each in parent.parents if each is not None and tag in each.parents)]
        boxes = [page.element(each).box for each in chain if each.has_attr("data-audit")]
        if all(page.speaks(each) for each in chain) and all(
            box[2] > 2 and box[3] > 2 and box[0] > -500 for box in boxes
        ):
            parts.append(str(node))
    return " ".join("".join(parts).split())


def _input_words(page: Page, tag: Tag) -> str:
    if value(tag, "type").lower() in ("submit", "button", "reset"):
        return value(tag, "value")
    identity = value(tag, "id")
    label = page.soup.find("label", attrs={"for": identity}) if identity else None
    return _seen(page, label) if isinstance(label, Tag) and page.element(label).shown else ""


def _plain(text: str) -> str:
    words = re.findall(r"\w+", text.lower())
    return " ".join(words) if any(len(word) > 1 for word in words) else ""
