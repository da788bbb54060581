"""Our own words on the city's pages, in all ten languages, written by hand.

`{german}`, `{link}` and `{end}` stand where a link begins and ends, `{count}` for a number. What is said of a number
has a text for each plural form that the language's whole numbers ask for (`glossary/plurals.py`, CLDR).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Wording:
    """What we say to a visitor in one language."""

    language: str
    """The word, in front of the switcher."""
    languages: str
    """The switcher's name."""
    offer: str
    """Leads to the page in this language, on the German page."""
    skip: str
    about: str
    """Names the notice where it is a landmark."""
    notice: str
    starter: str
    partly: Mapping[str, str]
    """By plural form of how many passages are left in German."""
    unavailable: str
    reader: str
    report: str
    """Leads to the form on which visitors say what is wrong with the translation."""
    full: str
    versions: str
    """Heads the site's versions in Leichte Sprache and sign language."""
    form: str
    other: str
    """In the reading view, in place of what it does not show."""


WORDING: Mapping[str, Wording] = MappingProxyType(
    {
        "de": Wording(
            language="Sprache",
            languages="Sprache wählen",
            offer="Diese Seite auf Deutsch",
            skip="Zum Inhalt springen",
            about="Über diese Übersetzung",
            notice="Diese Seite wurde maschinell übersetzt. Verbindlich ist die {german}deutsche Fassung{end}.",
            starter="Die Übersetzung stammt von einem kleinen Vorführmodell.",
            partly=MappingProxyType(
                {
                    "one": "Ein Abschnitt ist noch auf Deutsch.",
                    "other": "{count} Abschnitte sind noch auf Deutsch.",
                }
            ),
            unavailable="Die Übersetzung ist im Augenblick nicht verfügbar. Sie sehen die deutsche Seite.",
            reader="Leseansicht",
            report="Übersetzungsfehler melden",
            full="Vollständige Seite",
            versions="Andere Fassungen",
            form="Hier steht ein Formular. {link}Auf der vollständigen Seite ausfüllen{end}",
            other="Dieser Teil ist nur {link}auf der vollständigen Seite{end} zu sehen.",
        ),
        "en": Wording(
            language="Language",
            languages="Choose language",
            offer="This page in English",
            skip="Skip to content",
            about="About this translation",
            notice="This page was translated by a machine. The {german}German version{end} is authoritative.",
            starter="The translation comes from a small demonstration model.",
            partly=MappingProxyType(
                {
                    "one": "One passage is still in German.",
                    "other": "{count} passages are still in German.",
                }
            ),
            unavailable="The translation is not available at the moment. You see the German page.",
            reader="Reading view",
            report="Report a translation mistake",
            full="Full page",
            versions="Other versions",
            form="There is a form here. {link}Fill it in on the full page{end}",
            other="This part can only be seen {link}on the full page{end}.",
        ),
        "tr": Wording(
            language="Dil",
            languages="Dil seçin",
            offer="Bu sayfanın Türkçesi",
            skip="İçeriğe geç",
            about="Bu çeviri hakkında",
            notice="Bu sayfa makine tarafından çevrilmiştir. Bağlayıcı olan {german}Almanca metindir{end}.",
            starter="Çeviri, küçük bir tanıtım modeliyle yapılmıştır.",
            partly=MappingProxyType(
                {
                    "one": "Bir bölüm henüz Almancadır.",
                    "other": "{count} bölüm henüz Almancadır.",
                }
            ),
            unavailable="Çeviri şu anda kullanılamıyor. Almanca sayfayı görüyorsunuz.",
            reader="Okuma görünümü",
            report="Çeviri hatası bildirin",
            full="Sayfanın tamamı",
            versions="Diğer sürümler",
            form="Burada bir form var. {link}Sayfanın tamamında doldurun{end}",
            other="Bu bölüm yalnızca {link}sayfanın tamamında{end} görüntülenebilir.",
        ),
        "ar": Wording(
            language="اللغة",
            languages="اختيار اللغة",
            offer="هذه الصفحة بالعربية",
            skip="الانتقال إلى المحتوى",
            about="حول هذه الترجمة",
            notice="تُرجمت هذه الصفحة آليًا. {german}النص الألماني{end} هو المرجع المعتمد.",
            starter="أُنجزت الترجمة بواسطة نموذج تجريبي صغير.",
            partly=MappingProxyType(
                {
                    "zero": "لا توجد فقرات باللغة الألمانية.",
                    "one": "لا تزال فقرة واحدة باللغة الألمانية.",
                    "two": "لا تزال فقرتان باللغة الألمانية.",
                    "few": "لا تزال {count} فقرات باللغة الألمانية.",
                    "many": "لا تزال {count} فقرة باللغة الألمانية.",
                    "other": "لا تزال {count} فقرة باللغة الألمانية.",
                }
            ),
            unavailable="الترجمة غير متاحة حاليًا. أنت تشاهد الصفحة الألمانية.",
            reader="عرض القراءة",
            report="الإبلاغ عن خطأ في الترجمة",
            full="الصفحة الكاملة",
            versions="نسخ أخرى",
            form="يوجد هنا نموذج. {link}املأه في الصفحة الكاملة{end}",
            other="لا يمكن عرض هذا الجزء إلا {link}في الصفحة الكاملة{end}.",
        ),
        "bg": Wording(
            language="Език",
            languages="Избор на език",
            offer="Тази страница на български",
            skip="Към съдържанието",
            about="За този превод",
            notice="Тази страница е преведена машинно. Меродавен е {german}текстът на немски език{end}.",
            starter="Преводът е направен с малък демонстрационен модел.",
            partly=MappingProxyType(
                {
                    "one": "Един откъс все още е на немски език.",
                    "other": "{count} откъса все още са на немски език.",
                }
            ),
            unavailable="Преводът в момента не е достъпен. Виждате страницата на немски език.",
            reader="Изглед за четене",
            report="Съобщете за грешка в превода",
            full="Пълната страница",
            versions="Други версии",
            form="Тук има формуляр. {link}Попълнете го на пълната страница{end}",
            other="Тази част се вижда само {link}на пълната страница{end}.",
        ),
        "ro": Wording(
            language="Limba",
            languages="Alegeți limba",
            offer="Această pagină în română",
            skip="Salt la conținut",
            about="Despre această traducere",
            notice="Această pagină a fost tradusă automat. {german}Versiunea în limba germană{end} este cea oficială.",
            starter="Traducerea provine de la un mic model demonstrativ.",
            partly=MappingProxyType(
                {
                    "one": "Un pasaj este încă în limba germană.",
                    "few": "{count} pasaje sunt încă în limba germană.",
                    "other": "{count} de pasaje sunt încă în limba germană.",
                }
            ),
            unavailable="Traducerea nu este disponibilă momentan. Vedeți pagina în limba germană.",
            reader="Mod de citire",
            report="Semnalați o greșeală de traducere",
            full="Pagina completă",
            versions="Alte versiuni",
            form="Aici se află un formular. {link}Completați-l pe pagina completă{end}",
            other="Această parte este vizibilă doar {link}pe pagina completă{end}.",
        ),
        "pl": Wording(
            language="Język",
            languages="Wybierz język",
            offer="Ta strona po polsku",
            skip="Przejdź do treści",
            about="O tym tłumaczeniu",
            notice="Ta strona została przetłumaczona maszynowo. Wiążąca jest {german}wersja niemiecka{end}.",
            starter="Tłumaczenie pochodzi z małego modelu demonstracyjnego.",
            partly=MappingProxyType(
                {
                    "one": "Jeden fragment jest jeszcze w języku niemieckim.",
                    "few": "{count} fragmenty są jeszcze w języku niemieckim.",
                    "many": "{count} fragmentów jest jeszcze w języku niemieckim.",
                }
            ),
            unavailable="Tłumaczenie jest chwilowo niedostępne. Widzą Państwo stronę niemiecką.",
            reader="Widok do czytania",
            report="Zgłoś błąd w tłumaczeniu",
            full="Pełna strona",
            versions="Inne wersje",
            form="W tym miejscu jest formularz. {link}Wypełnij go na pełnej stronie{end}",
            other="Ta część jest widoczna tylko {link}na pełnej stronie{end}.",
        ),
        "uk": Wording(
            language="Мова",
            languages="Вибрати мову",
            offer="Ця сторінка українською",
            skip="Перейти до вмісту",
            about="Про цей переклад",
            notice="Цю сторінку перекладено автоматично. Визначальною є {german}німецька версія{end}.",
            starter="Переклад виконано невеликою демонстраційною моделлю.",
            partly=MappingProxyType(
                {
                    "one": "{count} фрагмент поки що німецькою мовою.",
                    "few": "{count} фрагменти поки що німецькою мовою.",
                    "many": "{count} фрагментів поки що німецькою мовою.",
                }
            ),
            unavailable="Переклад наразі недоступний. Ви бачите сторінку німецькою мовою.",
            reader="Режим читання",
            report="Повідомити про помилку в перекладі",
            full="Повна сторінка",
            versions="Інші версії",
            form="Тут є форма. {link}Заповніть її на повній сторінці{end}",
            other="Цю частину видно лише {link}на повній сторінці{end}.",
        ),
        "ru": Wording(
            language="Язык",
            languages="Выбрать язык",
            offer="Эта страница на русском",
            skip="Перейти к содержанию",
            about="Об этом переводе",
            notice="Эта страница переведена автоматически. Официальной является {german}немецкая версия{end}.",
            starter="Перевод выполнен небольшой демонстрационной моделью.",
            partly=MappingProxyType(
                {
                    "one": "{count} фрагмент пока на немецком языке.",
                    "few": "{count} фрагмента пока на немецком языке.",
                    "many": "{count} фрагментов пока на немецком языке.",
                }
            ),
            unavailable="Перевод сейчас недоступен. Вы видите страницу на немецком языке.",
            reader="Режим чтения",
            report="Сообщить об ошибке в переводе",
            full="Полная страница",
            versions="Другие версии",
            form="Здесь есть форма. {link}Заполните её на полной странице{end}",
            other="Эта часть видна только {link}на полной странице{end}.",
        ),
        "fr": Wording(
            language="Langue",
            languages="Choisir la langue",
            offer="Cette page en français",
            skip="Aller au contenu",
            about="À propos de cette traduction",
            notice="Cette page a été traduite automatiquement. Seule la {german}version allemande{end} fait foi.",
            starter="La traduction provient d’un petit modèle de démonstration.",
            partly=MappingProxyType(
                {
                    "one": "Un passage est encore en allemand.",
                    "other": "{count} passages sont encore en allemand.",
                    "many": "{count} de passages sont encore en allemand.",
                }
            ),
            unavailable="La traduction n’est pas disponible pour le moment. Vous voyez la page en allemand.",
            reader="Mode lecture",
            report="Signaler une erreur de traduction",
            full="Page complète",
            versions="Autres versions",
            form="Ici se trouve un formulaire. {link}Le remplir sur la page complète{end}",
            other="Cette partie n’est visible que {link}sur la page complète{end}.",
        ),
    }
)
