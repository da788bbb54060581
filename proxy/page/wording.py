"""Our own words on the city's pages, in all ten languages, written by hand.

`{german}` and `{end}` stand where the link to the German page begins and ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Wording:
    """What we say to a visitor in one language."""

    languages: str
    notice: str
    starter: str
    partly: str
    unavailable: str


WORDING: Mapping[str, Wording] = MappingProxyType(
    {
        "de": Wording(
            "Sprache wählen",
            "Diese Seite wurde maschinell übersetzt. Verbindlich ist die {german}deutsche Fassung{end}.",
            "Die Übersetzung stammt von einem kleinen Vorführmodell.",
            "Einige Abschnitte sind noch auf Deutsch.",
            "Die Übersetzung ist im Augenblick nicht verfügbar. Sie sehen die deutsche Seite.",
        ),
        "en": Wording(
            "Choose language",
            "This page was translated by a machine. The {german}German version{end} is authoritative.",
            "The translation comes from a small demonstration model.",
            "Some passages are still in German.",
            "The translation is not available at the moment. You see the German page.",
        ),
        "tr": Wording(
            "Dil seçin",
            "Bu sayfa makine tarafından çevrilmiştir. Bağlayıcı olan {german}Almanca metindir{end}.",
            "Çeviri, küçük bir tanıtım modeliyle yapılmıştır.",
            "Bazı bölümler henüz Almancadır.",
            "Çeviri şu anda kullanılamıyor. Almanca sayfayı görüyorsunuz.",
        ),
        "ar": Wording(
            "اختيار اللغة",
            "تُرجمت هذه الصفحة آليًا. {german}النص الألماني{end} هو المرجع المعتمد.",
            "أُنجزت الترجمة بواسطة نموذج تجريبي صغير.",
            "لا تزال بعض الفقرات باللغة الألمانية.",
            "الترجمة غير متاحة حاليًا. أنت تشاهد الصفحة الألمانية.",
        ),
        "bg": Wording(
            "Избор на език",
            "Тази страница е преведена машинно. Меродавен е {german}текстът на немски език{end}.",
            "Преводът е направен с малък демонстрационен модел.",
            "Някои откъси все още са на немски език.",
            "Преводът в момента не е достъпен. Виждате страницата на немски език.",
        ),
        "ro": Wording(
            "Alegeți limba",
            "Această pagină a fost tradusă automat. {german}Versiunea în limba germană{end} este cea oficială.",
            "Traducerea provine de la un mic model demonstrativ.",
            "Unele pasaje sunt încă în limba germană.",
            "Traducerea nu este disponibilă momentan. Vedeți pagina în limba germană.",
        ),
        "pl": Wording(
            "Wybierz język",
            "Ta strona została przetłumaczona maszynowo. Wiążąca jest {german}wersja niemiecka{end}.",
            "Tłumaczenie pochodzi z małego modelu demonstracyjnego.",
            "Niektóre fragmenty są jeszcze w języku niemieckim.",
            "Tłumaczenie jest chwilowo niedostępne. Widzą Państwo stronę niemiecką.",
        ),
        "uk": Wording(
            "Вибрати мову",
            "Цю сторінку перекладено автоматично. Визначальною є {german}німецька версія{end}.",
            "Переклад виконано невеликою демонстраційною моделлю.",
            "Деякі фрагменти поки що німецькою мовою.",
            "Переклад наразі недоступний. Ви бачите сторінку німецькою мовою.",
        ),
        "ru": Wording(
            "Выбрать язык",
            "Эта страница переведена автоматически. Официальной является {german}немецкая версия{end}.",
            "Перевод выполнен небольшой демонстрационной моделью.",
            "Некоторые фрагменты пока на немецком языке.",
            "Перевод сейчас недоступен. Вы видите страницу на немецком языке.",
        ),
        "fr": Wording(
            "Choisir la langue",
            "Cette page a été traduite automatiquement. Seule la {german}version allemande{end} fait foi.",
            "La traduction provient d’un petit modèle de démonstration.",
            "Certains passages sont encore en allemand.",
            "La traduction n’est pas disponible pour le moment. Vous voyez la page en allemand.",
        ),
    }
)
