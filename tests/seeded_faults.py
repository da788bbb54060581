# ruff: noqa: E501 -- a page on one line beside its twin reads better
"""Seeded faults: small pages with one known fault each, and beside each the same page as it should be.

A case names the rule that must find the fault. Whatever else a rule says of these pages is a false alarm, but for what
`also` names. The clean pages are near misses: they look like the fault and are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from translation.languages import language


@dataclass(frozen=True, slots=True)
class Case:
    """One fault: what stands in `<main>` of the faulty and of the clean page, or the whole pages."""

    rule: str
    language: str
    faulty: str
    clean: str
    also: frozenset[str] = frozenset()


# Title and a paragraph in each language.
_SHELL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "de": ("Stadt Ruhrhafen", "Die Stadt bietet diesen Dienst allen Einwohnerinnen und Einwohnern an."),
        "en": ("City of Ruhrhafen", "The city offers this service to all of its residents."),
        "tr": ("Ruhrhafen Belediyesi", "Belediye bu hizmeti bütün sakinlerine sunar ve size yardım eder."),
        "ar": ("مدينة رورهافن", "تقدم المدينة هذه الخدمة لجميع السكان في كل الأحياء."),
        "bg": ("Град Рурхафен", "Градът предлага тази услуга на всички свои жители."),
        "ro": ("Orașul Ruhrhafen", "Orașul oferă acest serviciu tuturor locuitorilor săi."),
        "pl": ("Miasto Ruhrhafen", "Miasto oferuje tę usługę wszystkim swoim mieszkańcom."),
        "uk": ("Місто Рургафен", "Місто пропонує цю послугу всім своїм мешканцям."),
        "ru": ("Город Рурхафен", "Город предлагает эту услугу всем своим жителям."),
        "fr": ("Ville de Ruhrhafen", "La ville offre ce service à tous ses habitants."),
    }
)
_STYLE = "<style>body{font:16px/1.5 sans-serif;color:#111;background:#fff;margin:1rem}</style>"


def page(code: str, inside: str) -> str:
    """Return the whole page of a fragment; a fragment that is a page already stays."""
    if inside.lstrip().lower().startswith("<!doctype"):
        return inside
    title, text = _SHELL[code]
    return (
        f'<!doctype html><html lang="{code}" dir="{language(code).direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>{_STYLE}</head>'
        f"<body><main><h1>{title}</h1><p>{text}</p>{inside}</main></body></html>"
    )


def _whole(html: str, head: str, body: str, title: str = "<title>Stadt Ruhrhafen</title>") -> str:
    return f'<!doctype html><html {html}><head><meta charset="utf-8">{title}{_STYLE}{head}</head><body>{body}</body></html>'


def _cases(rule: str, *rows: tuple[str, str, str], also: str = "") -> tuple[Case, ...]:
    return tuple(Case(rule, code, faulty, clean, frozenset(also.split())) for code, faulty, clean in rows)


_MAIN = "<main><h1>{}</h1><p>{}</p></main>"
_DE = _MAIN.format(*_SHELL["de"])
_TR = _MAIN.format(*_SHELL["tr"])
_AR = _MAIN.format(*_SHELL["ar"])
_FR = _MAIN.format(*_SHELL["fr"])
_TITLE = "<title>{}</title>".format
_TITLE_TR, _TITLE_AR, _TITLE_FR = (_TITLE(_SHELL[code][0]) for code in ("tr", "ar", "fr"))

LANGUAGE_CASES = (
    *_cases(
        "page-language",
        ("de", _whole("", "", _DE), _whole('lang="de"', "", _DE)),
        ("de", _whole('lang=""', "", _DE), _whole('lang="de-DE"', "", _DE)),
        ("tr", _whole('lang="de"', "", _TR, _TITLE_TR), _whole('lang="tr"', "", _TR, _TITLE_TR)),
        ("fr", _whole('lang="en"', "", _FR, _TITLE_FR), _whole('lang="fr"', "", _FR, _TITLE_FR)),
        ("de", _whole('xml:lang="de"', "", _DE), _whole('xml:lang="de" lang="de"', "", _DE)),
        ("ar", _whole('dir="rtl" lang="en"', "", _AR, _TITLE_AR), _whole('dir="rtl" lang="ar"', "", _AR, _TITLE_AR)),
        also="false-german german-text",
    ),
    *_cases(
        "german-text",
        (
            "tr",
            "<p>Bitte bringen Sie Ihren Personalausweis mit.</p>",
            '<p lang="de">Bitte bringen Sie Ihren Personalausweis mit.</p>',
        ),
        (
            "en",
            "<p>Der Antrag wird innerhalb von zwei Wochen bearbeitet.</p>",
            "<p>The application is processed within two weeks.</p>",
        ),
        ("ar", "<h2>Öffnungszeiten</h2>", "<h2>أوقات العمل</h2>"),
        ("pl", "<ul><li>Termin vereinbaren</li></ul>", "<ul><li>Umów wizytę</li></ul>"),
        (
            "ru",
            "<p>Заявление можно подать онлайн. Die Gebühr beträgt 37 Euro.</p>",
            "<p>Заявление можно подать онлайн. Пошлина составляет 37 евро.</p>",
        ),
        (
            "uk",
            "<p>Зверніться до <b>Bitte wenden Sie sich an das Amt</b></p>",
            '<p>Зверніться до <span lang="de">Bürgerservice Mitte</span></p>',
        ),
        ("fr", "<button>Suche starten</button>", "<button>Lancer la recherche</button>"),
        (
            "ro",
            "<table><tr><th>Gebühren</th><th>Termine</th></tr><tr><td>37 €</td><td>12</td></tr></table>",
            "<table><tr><th>Taxe</th><th>Programări</th></tr><tr><td>37 €</td><td>12</td></tr></table>",
        ),
        (
            "bg",
            '<p><span lang="bg">Sie können den Antrag auch schriftlich stellen.</span></p>',
            "<p>Можете да подадете заявлението и писмено.</p>",
        ),
        (
            "tr",
            "<p>Randevu almanız gerekir. Ohne Termin werden Sie nicht bedient. Teşekkür ederiz.</p>",
            "<p>Randevu almanız gerekir. Landschaftspark Duisburg-Nord. Teşekkür ederiz.</p>",
        ),
        (
            "en",
            "<nav aria-label='Main'><a href='/a'>Startseite</a></nav>",
            "<nav aria-label='Main'><a href='/a'>Home page</a></nav>",
        ),
        ("ar", "<p>Leichte Sprache</p>", "<p>MSV Duisburg</p>"),
        (
            "pl",
            "<dl><dt>Ansprechpartnerin</dt><dd>Helene Sommer</dd></dl>",
            "<dl><dt>Osoba kontaktowa</dt><dd>Helene Sommer</dd></dl>",
        ),
        (
            "fr",
            "<p>Weitere Informationen finden Sie auf der Seite des Amtes.</p>",
            "<p>Pour plus de détails, voir la page du Kreuzstraße 12, Duisburg.</p>",
        ),
        (
            "uk",
            "<details><summary>Häufige Fragen</summary><p>Так.</p></details>",
            "<details><summary>Часті запитання</summary><p>Так.</p></details>",
        ),
        (
            "tr",
            "<label>Geburtsdatum <input name='g' autocomplete='bday'></label>",
            "<label>Doğum tarihi <input name='g' autocomplete='bday'></label>",
        ),
    ),
    *_cases(
        "german-title",
        (
            "tr",
            _whole('lang="tr"', "", _TR, _TITLE("Personalausweis beantragen")),
            _whole('lang="tr"', "", _TR, _TITLE("Kimlik kartı başvurusu")),
        ),
        (
            "ar",
            _whole('lang="ar" dir="rtl"', "", _AR, _TITLE("Termin vereinbaren | Stadt Ruhrhafen")),
            _whole('lang="ar" dir="rtl"', "", _AR, '<title lang="de" dir="ltr">Termin vereinbaren</title>'),
        ),
        (
            "fr",
            _whole('lang="fr"', "", _FR, _TITLE("Wir sind für Sie da")),
            _whole('lang="fr"', "", _FR, _TITLE("Prendre rendez-vous – MSV Duisburg")),
        ),
    ),
    *_cases(
        "german-attribute",
        ("tr", '<button aria-label="Menü öffnen">☰</button>', '<button aria-label="Menüyü aç">☰</button>'),
        (
            "en",
            '<a href="/a" title="Öffnet eine externe Seite">Mastodon</a>',
            '<a href="/a" title="Opens an external page">Mastodon</a>',
        ),
        (
            "ar",
            '<img src="/r.svg" width="90" height="90" alt="Das Rathaus am Abend">',
            '<img src="/r.svg" width="90" height="90" alt="مبنى البلدية مساءً">',
        ),
        (
            "pl",
            '<label>Szukaj <input name="q" placeholder="Wonach suchen Sie?"></label>',
            '<label>Szukaj <input name="q" placeholder="Czego Państwo szukają?"></label>',
        ),
        (
            "uk",
            '<section aria-label="Hinweis zu Cookies"><p>Так.</p></section>',
            '<section aria-label="Hinweis zu Cookies" lang="de"><p>Ja.</p></section>',
        ),
        (
            "fr",
            '<form><label>Nom <input name="n"></label><input type="submit" value="Anfrage absenden"></form>',
            '<form><label>Nom <input name="n"></label><input type="submit" value="Envoyer la demande"></form>',
        ),
        (
            "ro",
            '<p><abbr title="Montag bis Mittwoch">L–M</abbr></p>',
            '<p><abbr title="luni până miercuri">L–M</abbr></p>',
        ),
        (
            "ru",
            '<nav aria-label="Sie befinden sich hier"><a href="/">Главная</a></nav>',
            '<nav aria-label="Вы находитесь здесь"><a href="/">Главная</a></nav>',
        ),
        (
            "bg",
            '<div role="group" aria-label="Anschrift"><label>Улица <input name="s"></label></div>',
            '<div role="group" aria-label="Адрес"><label>Улица <input name="s"></label></div>',
        ),
        (
            "tr",
            '<img src="/b.svg" width="90" height="90" alt="Blick auf die Brücke">',
            '<img src="/b.svg" width="90" height="90" lang="de" alt="Blick auf die Brücke">',
        ),
    ),
    *_cases(
        "false-german",
        (
            "tr",
            '<p lang="de">Lütfen kimlik kartınızı yanınızda getirin.</p>',
            "<p>Lütfen kimlik kartınızı yanınızda getirin.</p>",
        ),
        (
            "ar",
            '<p><span lang="de" dir="rtl">يرجى إحضار بطاقة الهوية</span></p>',
            "<p><span>يرجى إحضار بطاقة الهوية</span></p>",
        ),
        ("ru", '<div lang="de">Заявление можно подать онлайн</div>', '<div lang="de">Antrag stellen</div>'),
        ("uk", '<h2 lang="de">Години роботи</h2>', '<h2 lang="de">Öffnungszeiten</h2>'),
        (
            "pl",
            '<p lang="de">Proszę przynieść dowód osobisty oraz zdjęcie.</p>',
            '<p lang="de">Bitte bringen Sie den Ausweis mit.</p>',
        ),
        also="island-direction",
    ),
)

DIRECTION_CASES = (
    *_cases(
        "page-direction",
        ("ar", _whole('lang="ar"', "", _AR, _TITLE_AR), _whole('lang="ar" dir="rtl"', "", _AR, _TITLE_AR)),
        ("ar", _whole('lang="ar" dir="ltr"', "", _AR, _TITLE_AR), _whole('lang="ar" dir="RTL"', "", _AR, _TITLE_AR)),
        ("tr", _whole('lang="tr" dir="rtl"', "", _TR, _TITLE_TR), _whole('lang="tr" dir="ltr"', "", _TR, _TITLE_TR)),
        ("de", _whole('lang="de" dir="rtl"', "", _DE), _whole('lang="de"', "", _DE)),
    ),
    *_cases(
        "island-direction",
        (
            "ar",
            '<p lang="de">Bitte bringen Sie Ihren Ausweis mit.</p>',
            '<p lang="de" dir="ltr">Bitte bringen Sie Ihren Ausweis mit.</p>',
        ),
        (
            "ar",
            '<p>الموعد في <span lang="de">Bürgerservice am Rathaus</span></p>',
            '<p>الموعد في <span lang="de" dir="ltr">Bürgerservice am Rathaus</span></p>',
        ),
        ("tr", '<p lang="ar">أهلا وسهلا بكم في المدينة</p>', '<p lang="ar" dir="rtl">أهلا وسهلا بكم في المدينة</p>'),
        (
            "de",
            '<ul><li lang="ar">خدمات المدينة بالعربية</li></ul>',
            '<ul><li lang="ar" dir="rtl">خدمات المدينة بالعربية</li></ul>',
        ),
        ("ar", '<div lang="en">Opens in a new window</div>', '<div lang="en" dir="ltr">Opens in a new window</div>'),
    ),
    *_cases(
        "reversed-number",
        ("ar", "<p>الهاتف: 0203 283 2500</p>", '<p>الهاتف: <bdi dir="ltr">0203 283 2500</bdi></p>'),
        (
            "ar",
            "<p>اتصل على +49 203 94000 الآن</p>",
            '<p>اتصل على <a href="tel:+4920394000" dir="ltr">+49 203 94000</a> الآن</p>',
        ),
        ("ar", "<ul><li>0203 / 283 25 00</li></ul>", "<ul><li>\u20660203 / 283 25 00\u2069</li></ul>"),
        ("ar", '<p>الفاكس <a href="tel:0203">02099 283 4000</a></p>', "<p>الفاكس 020992834000</p>"),
        ("ar", "<p>رقم الطوارئ 0800 111 0111</p>", "<p>السعر 12,50 في عام 2026</p>"),
        (
            "ar",
            "<table><tr><th>الهاتف</th></tr><tr><td>0209 9283 12</td></tr></table>",
            '<table><tr><th>الهاتف</th></tr><tr><td dir="ltr">0209 9283 12</td></tr></table>',
        ),
    ),
)

STYLE_CASES = _cases(
    "unturned-style",
    (
        "ar",
        '<link rel="stylesheet" href="/a.css" integrity="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=">',
        '<link rel="stylesheet" href="/a.css">',
    ),
    (
        "ar",
        '<link rel="Stylesheet alternate" title="a" href="a.css" integrity="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=">',
        '<link rel="stylesheet" href="https://cdn.example/a.css" integrity="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=">',
    ),
    (
        "ar",
        _whole(
            'lang="ar" dir="rtl"',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"style-src 'unsafe-inline' 'sha256-abc='\">"
            "<style>p{margin-left:1rem}</style>",
            _AR,
            _TITLE_AR,
        ),
        _whole(
            'lang="ar" dir="rtl"',
            '<meta http-equiv="Content-Security-Policy" content="style-src \'unsafe-inline\'">'
            "<style>p{margin-left:1rem}</style>",
            _AR,
            _TITLE_AR,
        ),
    ),
    (
        "ar",
        _whole(
            'lang="ar" dir="rtl"',
            "<meta http-equiv=\"content-security-policy\" content=\"default-src 'self' 'sha384-abc='\">"
            "<style>main{float:left}</style>",
            _AR,
            _TITLE_AR,
        ),
        _whole(
            'lang="ar" dir="rtl"',
            "<meta http-equiv=\"content-security-policy\" content=\"default-src 'self' 'sha384-abc='\">"
            "<style>main{margin-inline:1rem}</style>",
            _AR,
            _TITLE_AR,
        ),
    ),
)

NAME_CASES = (
    *_cases(
        "image-without-alt",
        ("de", '<img src="/a.svg" width="90" height="90">', '<img src="/a.svg" width="90" height="90" alt="">'),
        ("tr", '<p><img src="/a.svg" width="90" height="90"> metin</p>', '<p><img src="/a.svg" width="90" height="90" alt="Belediye binası"> metin</p>'),
        ("de", '<figure><img src="/a.svg" width="9" height="9"><figcaption>Der Hafen</figcaption></figure>', '<figure><img src="/a.svg" width="9" height="9" alt="Kräne am Kai"><figcaption>Der Hafen</figcaption></figure>'),
        ("de", '<form><input type="image" src="/a.svg" width="30" height="30"></form>', '<form><input type="image" src="/a.svg" width="30" height="30" alt="Suchen"></form>'),
        ("de", '<img src="/wappen.png" width="50" height="50">', '<img src="/wappen.png" width="50" height="50" aria-label="Wappen">'),
        also="empty-button",
    ),
    *_cases(
        "file-name-alt",
        ("de", '<img src="/a/x.jpg" width="9" height="9" alt="IMG_4711.jpg">', '<img src="/a/x.jpg" width="9" height="9" alt="Kind am Brunnen">'),
        ("de", '<img src="/a/hafen_2024_final.webp" width="9" height="9" alt="hafen_2024_final">', '<img src="/a/hafen_2024_final.webp" width="9" height="9" alt="Der Hafen 2024">'),
        ("de", '<img src="/x.png" width="9" height="9" alt="DSC01234">', '<img src="/x.png" width="9" height="9" alt="Halle 4">'),
        ("tr", '<img src="/rathaus.svg" width="9" height="9" alt="rathaus.svg">', '<img src="/rathaus.svg" width="9" height="9" alt="Belediye binası, sekiz katlı">'),
        ("de", '<img src="/b.gif" width="9" height="9" alt="bild">', '<img src="/b.gif" width="9" height="9" alt="Bild der Kanzlerin">'),
        ("de", '<img src="/foto-12-neu.jpg" width="9" height="9" alt="foto-12-neu">', '<img src="/wappen.jpg" width="9" height="9" alt="Wappen">'),
        ("de", '<img src="/x" width="9" height="9" alt="Screenshot 2024">', '<img src="/x" width="9" height="9" alt="Formular, erste Seite">'),
    ),
    *_cases(
        "empty-link",
        ("de", '<p><a href="/a"></a> Text</p>', '<p><a id="a"></a> Text</p>'),
        ("de", '<a href="/b"><img src="/s.svg" alt="" width="40" height="40"></a>', '<a href="/b"><img src="/s.svg" alt="Startseite" width="40" height="40"></a>'),
        ("tr", '<a href="/c"><span aria-hidden="true">→ →</span></a>', '<a href="/c"><span aria-hidden="true">→</span> İleri sayfa</a>'),
        ("de", '<a href="/d"><svg width="40" height="40"><path d="M0 0h9v9z"/></svg></a>', '<a href="/d"><svg width="40" height="40" role="img" aria-label="Drucken"><path d="M0 0h9v9z"/></svg></a>'),
        ("fr", '<li><a href="/e">   </a></li>', '<li><a href="/e" aria-label="Horaires">⏱</a></li>'),
        also="target-size",
    ),
    *_cases(
        "vague-link",
        ("de", '<p>Den Antrag finden Sie <a href="/a">hier</a>.</p>', '<p>Den <a href="/a">Antrag</a> finden Sie hier.</p>'),
        ("de", '<p>Neues Bad eröffnet. <a href="/b">Weiterlesen …</a></p>', '<p>Neues Bad eröffnet. <a href="/b">Weiterlesen: Neues Bad</a></p>'),
        ("tr", '<p>Form için <a href="/c">buraya tıklayın</a>.</p>', '<p>Form için <a href="/c">dilekçe sayfası</a>.</p>'),
        ("ar", '<p>للطلب <a href="/d">اضغط هنا</a></p>', '<p>للطلب <a href="/d">نموذج الطلب</a></p>'),
        ("en", '<p>The form is <a href="/e">Here</a>.</p>', '<p>The <a href="/e">form</a> is here.</p>'),
        ("pl", '<p>Nowy basen. <a href="/f">Czytaj dalej</a></p>', '<p>Nowy basen. <a href="/f">Więcej o basenie</a></p>'),
        ("uk", '<p>Новини. <a href="/g">Докладніше</a></p>', '<p>Новини. <a href="/g">Докладніше про новини</a></p>'),
        ("fr", '<p>Piscine. <a href="/h">En savoir plus &gt;</a></p>', '<p>Piscine. <a href="/h" aria-label="En savoir plus sur la piscine">En savoir plus</a></p>'),
        ("ru", '<p>Бассейн. <a href="/i">» Подробнее</a></p>', '<p>Бассейн. <a href="/i">Новый бассейн</a></p>'),
        ("bg", '<p>Басейн. <a href="/j">прочетете повече</a></p>', '<p>Басейн. <a href="/j">Новият басейн</a></p>'),
        ("ro", '<p>Bazin. <a href="/k">Citește mai mult</a></p>', '<p>Bazin. <a href="/k">Bazinul nou</a></p>'),
    ),
    *_cases(
        "empty-button",
        ("de", '<button style="padding:20px"></button>', '<button style="padding:20px">Suchen</button>'),
        ("de", '<button style="padding:20px"><img src="/x.svg" alt="" width="20" height="20"></button>', '<button style="padding:20px"><img src="/x.svg" alt="Suchen" width="20" height="20"></button>'),
        ("tr", '<div role="button" tabindex="0" style="padding:20px"><svg width="9" height="9"><path d="M0 0h1"/></svg></div>', '<div role="button" tabindex="0" style="padding:20px">Ara</div>'),
        ("de", '<button style="padding:20px"><span aria-hidden="true">×</span></button>', '<button style="padding:20px" title="Fenster schließen"><span aria-hidden="true">×</span></button>'),
    ),
    *_cases(
        "broken-skip-link",
        ("de", '<a href="#inhalte">Zum Inhalt springen</a><div id="inhalt">x</div>', '<a href="#inhalt">Zum Inhalt springen</a><div id="inhalt">x</div>'),
        ("tr", '<a href="#icerik">İçeriğe geç</a>', '<a href="#icerik">İçeriğe geç</a><p id="icerik">metin</p>'),
        ("de", '<p><a href="#Zeiten">Zeiten</a></p><h2 id="zeiten">Zeiten</h2>', '<p><a href="#Zeiten">Zeiten</a></p><a name="Zeiten"></a><h2>Zeiten</h2>'),
        ("de", '<p><a href="#geb%C3%BChren">Kosten</a></p><h2 id="gebuehren">Kosten</h2>', '<p><a href="#geb%C3%BChren">Kosten</a></p><h2 id="gebühren">Kosten</h2>'),
    ),
    *_cases(
        "label-in-name",
        ("de", '<button aria-label="Suche starten">Finden</button>', '<button aria-label="Finden: Suche starten">Finden</button>'),
        ("tr", '<a href="/a" aria-label="Randevu sayfası">Randevu al</a>', '<a href="/a" aria-label="Randevu al – belediye">Randevu al</a>'),
        ("de", '<a href="/a" aria-label="Weiterlesen">Neues Bad eröffnet</a>', '<a href="/a" aria-label="Neues Bad eröffnet, weiterlesen">Neues Bad eröffnet</a>'),
        ("ar", '<button aria-label="بحث في الموقع">ابحث</button>', '<button aria-label="ابحث في الموقع">ابحث</button>'),
        ("de", '<p id="n">Anfrage senden</p><button aria-labelledby="n">Absenden</button>', '<p id="n">Anfrage absenden</p><button aria-labelledby="n">Absenden</button>'),
        ("de", '<label for="p">Postleitzahl</label> <input id="p" name="p" aria-label="PLZ">', '<label for="p">Postleitzahl</label> <input id="p" name="p" aria-label="Postleitzahl des Wohnorts">'),
        ("en", '<button aria-label="Close window">× Dismiss</button>', '<button aria-label="Close window">×</button>'),
        also="vague-link",
    ),
    *_cases(
        "field-without-label",
        ("de", '<p>Name: <input name="n"></p>', '<p><label>Name: <input name="n"></label></p>'),
        ("tr", '<label>Adınız</label> <input name="n">', '<label for="n">Adınız</label> <input name="n" id="n">'),
        ("de", '<select name="s"><option>Eins<option>Zwei</select>', '<select name="s" aria-label="Stufe"><option>Eins<option>Zwei</select>'),
        ("de", '<textarea name="t"></textarea>', '<textarea name="t" title="Ihre Nachricht"></textarea>'),
        ("de", '<p><input type="checkbox" name="c"> Ich stimme zu</p>', '<p><label><input type="checkbox" name="c"> Ich stimme zu</label></p>'),
        ("de", '<label for="y"><span></span></label><input id="y" name="y" placeholder="Straße">', '<label for="y"><span>Straße</span></label><input id="y" name="y" placeholder="Straße">'),
        ("fr", '<input type="email" name="e" aria-labelledby="">', '<p id="e1">Courriel</p><input type="email" name="e" aria-labelledby="e1">'),
    ),
    *_cases(
        "placeholder-only",
        ("de", '<input name="q" placeholder="Suchbegriff">', '<label>Suche <input name="q" placeholder="Suchbegriff"></label>'),
        ("tr", '<textarea name="t" placeholder="Mesajınız"></textarea>', '<label for="t">Mesaj</label><textarea id="t" name="t" placeholder="Mesajınız"></textarea>'),
        ("de", '<label></label><input type="email" name="e" placeholder="name@example.org">', '<label for="e">E-Mail</label><input type="email" id="e" name="e" placeholder="name@example.org">'),
        ("ar", '<input name="q" placeholder="ابحث">', '<input name="q" aria-label="ابحث" placeholder="ابحث">'),
        ("de", '<p>Straße</p><input id="x" name="x" placeholder="Musterstraße 1">', '<label for="x"><span>Straße</span></label><input id="x" name="x" placeholder="Musterstraße 1">'),
    ),
    *_cases(
        "group-without-name",
        ("de", '<p>Anrede</p><label><input type="radio" name="a"> Frau</label> <label><input type="radio" name="a"> Herr</label>', '<fieldset><legend>Anrede</legend><label><input type="radio" name="a"> Frau</label> <label><input type="radio" name="a"> Herr</label></fieldset>'),
        ("tr", '<fieldset><label><input type="radio" name="b"> Evet</label> <label><input type="radio" name="b"> Hayır</label></fieldset>', '<div role="radiogroup" aria-label="Onay"><label><input type="radio" name="b"> Evet</label> <label><input type="radio" name="b"> Hayır</label></div>'),
        ("de", '<div role="radiogroup"><label><input type="radio" name="c"> Ja</label> <label><input type="radio" name="c"> Nein</label></div>', '<p id="f">Einverstanden?</p><div role="group" aria-labelledby="f"><label><input type="radio" name="c"> Ja</label> <label><input type="radio" name="c"> Nein</label></div>'),
    ),
)  # fmt: skip

_LONG = (
    "Die Stadt nimmt Anträge auch schriftlich an, wenn alle Unterlagen vollständig beigefügt und unterschrieben sind."
)
_LONG_TR = "Belediye, bütün belgeler eksiksiz ve imzalı olarak eklenmişse başvuruları yazılı olarak da kabul eder."

STRUCTURE_CASES = (
    *_cases(
        "heading-skipped",
        ("de", "<h3>Kosten</h3><p>37 Euro.</p>", "<h2>Kosten</h2><p>37 Euro.</p>"),
        ("de", "<h2>Ablauf</h2><h4>Antrag</h4>", "<h2>Ablauf</h2><h3>Antrag</h3><h4>Frist</h4>"),
        ("tr", "<h2>Adım</h2><h5>Belge</h5>", "<h2>Adım</h2><h3>Belge</h3><h2>Süre</h2>"),
        ("de", '<h2>Ablauf</h2><div role="heading" aria-level="5">Antrag</div>', '<h2>Ablauf</h2><div role="heading" aria-level="3">Antrag</div>'),
        ("de", "<h2>A-Z</h2><h3>Bad</h3><h6>Preise</h6>", "<h2>A-Z</h2><h3>Bad</h3><h2>Preise</h2>"),
    ),
    *_cases(
        "heading-empty",
        ("de", "<h2></h2><p>Text</p>", "<h2>Kosten</h2><p>Text</p>"),
        ("tr", '<h2><img src="/x.svg" alt="" width="9" height="9"></h2>', '<h2><img src="/x.svg" alt="Süre" width="9" height="9"></h2>'),
        ("de", "<h2>&nbsp;</h2>", "<h2 hidden></h2>"),
        ("de", '<h2><span aria-hidden="true">Kosten</span></h2>', "<h2><span>Kosten</span></h2>"),
    ),
    *_cases(
        "heading-faked",
        ("de", f"<p><b>Voraussetzungen</b></p><p>{_LONG}</p>", f"<h2>Voraussetzungen</h2><p>{_LONG}</p>"),
        ("de", f"<p><strong>Was Sie brauchen</strong></p><p>{_LONG}</p>", f"<p><strong>Was Sie brauchen:</strong> Ausweis</p><p>{_LONG}</p>"),
        ("tr", f'<div style="font-size:28px">Gerekli belgeler</div><p>{_LONG_TR}</p>', f'<p style="font-size:28px">Merhaba!</p><p>{_LONG_TR}</p>'),
        ("de", f'<p style="font-weight:700">Kosten</p><p>{_LONG}</p>', f'<p style="font-weight:700">Die Frist endet am Freitag.</p><p>{_LONG}</p>'),
        ("de", f'<p style="font-size:24px;color:#024">Unterlagen</p><ul><li>{_LONG}</li></ul>', f'<p style="font-size:17px">Unterlagen</p><ul><li>{_LONG}</li></ul>'),
        ("de", f'<div class="t" style="font-weight:bold">Fristen</div><div>{_LONG}</div>', f'<div role="heading" aria-level="2" style="font-weight:bold">Fristen</div><div>{_LONG}</div>'),
    ),
    *_cases(
        "no-main-heading",
        ("de", _whole('lang="de"', "", "<main><h2>Kosten</h2><p>Text</p></main>"), _whole('lang="de"', "", "<main><h1>Kosten</h1><p>Text</p></main>")),
        ("tr", _whole('lang="tr"', "", "<main><p>Merhaba</p></main>", _TITLE_TR), _whole('lang="tr"', "", '<main><div role="heading" aria-level="1">Merhaba</div></main>', _TITLE_TR)),
        ("de", _whole('lang="de"', "", "<main><h1 hidden>Kosten</h1><h2>Preise</h2></main>"), _whole('lang="de"', "", "<main><h1>Kosten</h1><h2>Preise</h2></main>")),
    ),
    *_cases(
        "table-without-headers",
        ("de", "<table><tr><td>Tag</td><td>Zeit</td></tr><tr><td>Montag</td><td>8–16</td></tr></table>", "<table><tr><th>Tag</th><th>Zeit</th></tr><tr><td>Montag</td><td>8–16</td></tr></table>"),
        ("tr", "<table><tr><td><b>Gün</b></td><td><b>Saat</b></td></tr><tr><td>Pazartesi</td><td>8–16</td></tr></table>", '<table role="presentation"><tr><td>Gün</td><td>Saat</td></tr><tr><td>Pazartesi</td><td>8–16</td></tr></table>'),
        ("de", "<table><caption>Gebühren</caption><tr><td>Ausweis</td><td>37,00 €</td></tr><tr><td>Pass</td><td>70,00 €</td></tr></table>", f"<table><tr><td>{_LONG}</td><td>{_LONG}</td></tr><tr><td>{_LONG}</td><td>{_LONG}</td></tr></table>"),
        ("de", "<table><thead><tr><td>Linie</td><td>Takt</td><td>Ziel</td></tr></thead><tbody><tr><td>903</td><td>7</td><td>Hafen</td></tr></tbody></table>", "<table><tr><td>nur eine</td></tr><tr><td>Spalte</td></tr></table>"),
        ("de", "<table><tr><td>Amt</td><td>Etage</td></tr><tr><td>Bürgeramt</td><td>2</td></tr></table>", '<table><tr><td role="columnheader">Amt</td><td role="columnheader">Etage</td></tr><tr><td>Bürgeramt</td><td>2</td></tr></table>'),
    ),
    *_cases(
        "table-header-unclear",
        ("de", '<table><tr><th colspan="2">Montag</th><th colspan="2">Dienstag</th></tr><tr><td>8</td><td>12</td><td>8</td><td>16</td></tr></table>', '<table><tr><th colspan="2" scope="colgroup">Montag</th><th colspan="2" scope="colgroup">Dienstag</th></tr><tr><td>8</td><td>12</td><td>8</td><td>16</td></tr></table>'),
        ("de", '<table><tr><th rowspan="2">Amt</th><th>Tag</th></tr><tr><td>Montag</td></tr></table>', '<table><tr><th rowspan="2" id="a">Amt</th><th id="t">Tag</th></tr><tr><td headers="t">Montag</td></tr></table>'),
        ("tr", '<table><tr><th>Gün</th><th colspan="2">Saat</th></tr><tr><td>Salı</td><td>8</td><td>16</td></tr></table>', "<table><tr><th>Gün</th><th>Saat</th></tr><tr><td>Salı</td><td>8</td></tr></table>"),
    ),
    *_cases(
        "broken-reference",
        ("de", '<label for="nix">Name</label> <input id="name" aria-label="Name">', '<label for="name">Name</label> <input id="name">'),
        ("de", '<input aria-label="PLZ" aria-describedby="hilfe">', '<input aria-label="PLZ" aria-describedby="hilfe"><p id="hilfe">Fünf Ziffern</p>'),
        ("tr", '<section aria-labelledby="baslik"><p>metin</p></section>', '<section aria-labelledby="baslik"><h2 id="baslik">Başlık</h2><p>metin</p></section>'),
        ("de", '<table><tr><th id="a">Tag</th></tr><tr><td headers="b">Mo</td></tr></table>', '<table><tr><th id="a">Tag</th></tr><tr><td headers="a">Mo</td></tr></table>'),
        ("de", '<input aria-label="Ort" aria-errormessage="weg">', '<input aria-label="Ort" aria-errormessage="da"><p id="da">Bitte ausfüllen</p>'),
    ),
    *_cases(
        "duplicate-id",
        ("de", '<label for="n">Name</label> <input id="n"> <p id="n">Hinweis</p>', '<label for="n">Name</label> <input id="n"> <p id="m">Hinweis</p>'),
        ("tr", '<section aria-labelledby="t"><h2 id="t">Bir</h2></section><h2 id="t">İki</h2>', '<p id="t">Bir</p><p id="t">İki</p>'),
        ("de", '<input aria-label="A" aria-describedby="h"><p id="h">Eins</p><p id="h">Zwei</p>', '<input aria-label="A" aria-describedby="h"><p id="h">Eins</p>'),
    ),
)  # fmt: skip

_LINKS = "".join(f'<li><a href="/{n}">Seite Nummer {n}</a></li>' for n in range(8))
_WIDE = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnungsantrag"

KEYBOARD_CASES = (
    *_cases(
        "focus-not-visible",
        ("de", "<style>a:focus{outline:none}</style><p><a href='/a'>Zum Antrag gehen</a></p>", "<style>a:focus{outline:3px solid #024}</style><p><a href='/a'>Zum Antrag gehen</a></p>"),
        ("de", "<style>*{outline:0!important}</style><button>Suchen</button>", "<style>button:focus-visible{outline:0;box-shadow:0 0 0 3px #024}</style><button>Suchen</button>"),
        ("tr", "<style>input:focus{outline:2px solid transparent}</style><label>Ad <input name='a'></label>", "<style>input:focus{outline:0;border-color:#c00}</style><label>Ad <input name='a'></label>"),
        ("de", "<style>[tabindex]:focus{outline:none}</style><div tabindex='0' role='button'>Mehr Angebote zeigen</div>", "<style>a:focus{outline:none;background:#ff0}</style><p><a href='/a'>Gelb unterlegt</a></p>"),
        ("de", "<style>select:focus{outline:none}</style><label>Amt <select><option>A</select></label>", "<style>.f:focus-within{background:#ff0} select:focus{outline:none}</style><label class='f'>Amt <select><option>A</select></label>"),
    ),
    *_cases(
        "positive-tabindex",
        ("de", '<label>Name <input name="n" tabindex="1"></label>', '<label>Name <input name="n" tabindex="0"></label>'),
        ("de", '<button tabindex="3">Suchen</button>', '<button tabindex="-1">Suchen</button>'),
        ("tr", '<p><a href="/a" tabindex="10">Randevu sayfası</a></p>', '<p><a href="/a">Randevu sayfası</a></p>'),
        ("de", '<div tabindex="2" role="group" aria-label="Karte">x</div>', '<div tabindex="2" hidden>x</div>'),
    ),
    *_cases(
        "mouse-only",
        ("de", '<div onclick="x()" style="padding:9px">Öffnen</div>', '<div onclick="x()" style="padding:9px"><button>Öffnen</button></div>'),
        ("de", '<span role="button" style="padding:9px">Senden</span>', '<span role="button" tabindex="0" style="padding:9px">Senden</span>'),
        ("tr", '<a onclick="x()">Aç</a>', '<a href="#" onclick="x()">Aç bunu</a>'),
        ("de", '<img src="/x.svg" alt="Karte" width="60" height="60" onclick="zoom()">', '<button onclick="zoom()"><img src="/x.svg" alt="Karte" width="60" height="60"></button>'),
        ("de", '<li role="link">Weitere Ämter</li>', '<div role="link" tabindex="0">Weitere Ämter</div>'),
    ),
    *_cases(
        "target-size",
        ("de", '<style>.k a{display:inline-block;width:14px;height:14px;overflow:visible;font-size:10px}</style><div class="k"><a href="/1">1</a><a href="/2">2</a><a href="/3">3</a></div>', '<style>.k a{display:inline-block;width:28px;height:28px}</style><div class="k"><a href="/1">1</a><a href="/2">2</a><a href="/3">3</a></div>'),
        ("de", '<style>.b button{width:18px;height:18px;padding:0;border:0}</style><div class="b"><button>A</button><button>B</button></div>', '<style>.b button{width:18px;height:18px;padding:0;border:0;margin:8px}</style><div class="b"><button>A</button><button>B</button></div>'),
        ("tr", '<style>.m a{display:block;font-size:11px;line-height:13px}</style><div class="m"><a href="/1">Bir sayfa</a><a href="/2">İki sayfa</a></div>', '<style>.m a{display:block;font-size:11px;line-height:26px}</style><div class="m"><a href="/1">Bir sayfa</a><a href="/2">İki sayfa</a></div>'),
        ("de", '<style>.r *{font-size:9px;padding:0;line-height:1}</style><div class="r"><select aria-label="a"><option>1</select><button>+</button><button>-</button></div>', '<p>Bitte <a href="/1">lesen</a> und <a href="/2">fragen</a> Sie uns.</p>'),
    ),
)  # fmt: skip

LAYOUT_CASES = (
    *_cases(
        "overflow-narrow",
        ("de", '<div style="width:700px">Ein Kasten mit fester Breite, der nicht schmaler wird als siebenhundert Pixel.</div>', '<div style="max-width:700px">Ein Kasten, der schmaler wird, wenn das Fenster schmal ist.</div>'),
        ("tr", f"<h2>{_WIDE}</h2>", f'<h2 style="overflow-wrap:anywhere">{_WIDE}</h2>'),
        ("de", '<p style="white-space:nowrap">Ein Satz, der sich nicht umbrechen lässt, weil das Stylesheet es verbietet.</p>', '<div style="overflow-x:auto"><p style="white-space:nowrap">Ein Satz, der sich nicht umbrechen lässt, aber in seinem Kasten rollt.</p></div>'),
        ("ar", '<div style="width:600px">مربع ثابت العرض لا يتغير حتى في النوافذ الضيقة جدا</div>', '<div style="width:100%">مربع يتغير عرضه مع النافذة</div>'),
        ("de", '<img src="data:image/svg+xml,%3Csvg xmlns=\'http://www.w3.org/2000/svg\'/%3E" alt="Plan der Stadt" width="900" height="20">', '<img src="/x.svg" alt="Plan der Stadt" width="900" height="20" style="max-width:100%">'),
        ("fr", '<div style="min-width:500px"><p>Une boîte qui ne devient jamais plus étroite que cinq cents pixels.</p></div>', '<a href="#m" style="position:absolute;left:-9999px">Aller au contenu</a><p id="m">texte</p>'),
        also="german-text",
    ),
    *_cases(
        "clipped-narrow",
        ("de", '<div style="height:48px;overflow:hidden">Dieser Satz braucht im schmalen Fenster deutlich mehr als zwei Zeilen und wird abgeschnitten.</div>', '<div style="min-height:48px">Dieser Satz braucht im schmalen Fenster deutlich mehr als zwei Zeilen und hat Platz.</div>'),
        ("tr", '<p style="height:26px;overflow:hidden;margin:0">Bu cümle dar bir pencerede bir satıra sığmadığı için kesilir.</p>', '<p style="height:26px;overflow:auto;margin:0">Bu cümle dar bir pencerede bir satıra sığmaz, ama kaydırılır.</p>'),
        ("de", '<div style="overflow:hidden"><div style="width:420px">Vierhundertzwanzig Pixel breit und dann abgeschnitten am Rand</div></div>', '<div style="overflow:hidden"><div style="max-width:420px">Höchstens vierhundertzwanzig Pixel breit und nie abgeschnitten</div></div>'),
        ("de", '<ul style="height:30px;overflow:hidden;padding:0;margin:0"><li style="display:inline">Montag bis Mittwoch von acht bis sechzehn Uhr, </li><li style="display:inline">Donnerstag bis achtzehn Uhr</li></ul>', '<div style="position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)">Nur für Vorlesestimmen gedacht</div>'),
        also="clipped-large",
    ),
    *_cases(
        "clipped-large",
        ("de", '<div style="height:30px;overflow:hidden">Kurzer Text</div>', '<div style="height:2em;overflow:visible">Kurzer Text</div>'),
        ("tr", '<p style="height:28px;overflow:hidden;margin:0">Kısa metin</p>', '<p style="min-height:28px;overflow:hidden;margin:0">Kısa metin</p>'),
        ("de", '<span style="display:inline-block;max-height:26px;overflow:hidden">Termin</span>', '<span style="display:inline-block;overflow:hidden">Termin</span>'),
        ("de", '<button style="height:26px;width:90px;overflow:hidden;white-space:nowrap">Absenden</button>', '<button style="padding:6px">Absenden</button>'),
    ),
    *_cases(
        "contrast",
        ("de", '<p style="color:#999">Dieser Text ist zu hell.</p>', '<p style="color:#595959">Dieser Text ist dunkel genug.</p>'),
        ("de", '<p style="background:#0a4a63;color:#5a8">Grün auf Blau.</p>', '<p style="background:#0a4a63;color:#fff">Weiß auf Blau.</p>'),
        ("tr", '<div style="background:#ffd"><span style="color:#cc9">Açık sarı metin</span></div>', '<div style="background:#ffd"><span style="color:#440">Koyu metin</span></div>'),
        ("de", '<p style="color:rgba(0,0,0,.4)">Durchscheinend grau.</p>', '<p style="color:rgba(0,0,0,.8)">Durchscheinend dunkel.</p>'),
        ("de", '<p style="font-size:20px;color:#888">Groß, aber nicht groß genug.</p>', '<p style="font-size:26px;color:#888">Groß genug für drei zu eins.</p>'),
        ("ar", '<p style="color:#e88">نص فاتح اللون</p>', '<p style="color:#a00">نص داكن اللون</p>'),
        ("de", '<button style="background:#eee;color:#aaa">Absenden</button>', '<button style="background:#eee;color:#aaa" disabled>Absenden</button>'),
    ),
)  # fmt: skip

_VIEWPORT = '<meta name="viewport" content="{}">'.format

DOCUMENT_CASES = (
    *_cases(
        "no-title",
        ("de", _whole('lang="de"', "", _DE, ""), _whole('lang="de"', "", _DE)),
        ("de", _whole('lang="de"', "", _DE, "<title></title>"), _whole('lang="de"', "", _DE, "<title>Amt</title>")),
        ("tr", _whole('lang="tr"', "", _TR, "<title> </title>"), _whole('lang="tr"', "", _TR, _TITLE_TR)),
    ),
    *_cases(
        "zoom-blocked",
        ("de", _whole('lang="de"', _VIEWPORT("width=device-width, user-scalable=no"), _DE), _whole('lang="de"', _VIEWPORT("width=device-width, user-scalable=yes"), _DE)),
        ("de", _whole('lang="de"', _VIEWPORT("width=device-width,maximum-scale=1.0"), _DE), _whole('lang="de"', _VIEWPORT("width=device-width,maximum-scale=5"), _DE)),
        ("tr", _whole('lang="tr"', _VIEWPORT("initial-scale=1; user-scalable=0"), _TR, _TITLE_TR), _whole('lang="tr"', _VIEWPORT("initial-scale=1"), _TR, _TITLE_TR)),
        ("de", _whole('lang="de"', '<META NAME="Viewport" CONTENT="maximum-scale=1">', _DE), _whole('lang="de"', '<META NAME="Viewport" CONTENT="minimum-scale=1">', _DE)),
    ),
    *_cases(
        "page-refresh",
        ("de", _whole('lang="de"', '<meta http-equiv="refresh" content="300">', _DE), _whole('lang="de"', '<meta http-equiv="x-ua-compatible" content="IE=edge">', _DE)),
        ("tr", _whole('lang="tr"', '<meta http-equiv="Refresh" content="60; url=/x">', _TR, _TITLE_TR), _whole('lang="tr"', "", _TR, _TITLE_TR)),
        ("de", _whole('lang="de"', '<meta http-equiv="refresh" content="900;URL=/weg">', _DE), _whole('lang="de"', '<meta http-equiv="refresh" content="86400">', _DE)),
    ),
    *_cases(
        "autoplay",
        ("de", '<video src="/v.mp4" autoplay controls width="99"></video>', '<video src="/v.mp4" controls width="99"></video>'),
        ("de", '<audio src="/a.mp3" autoplay></audio>', '<audio src="/a.mp3" controls></audio>'),
        ("tr", '<video src="/v.mp4" autoplay muted width="99"></video>', '<video src="/v.mp4" autoplay muted loop width="99"></video>'),
    ),
    *_cases(
        "moving-text",
        ("de", "<marquee>Willkommen in der Stadt</marquee>", "<p>Willkommen in der Stadt</p>"),
        ("tr", "<p><blink>Yeni</blink></p>", "<p><b>Yeni</b></p>"),
        ("de", '<marquee behavior="alternate">Neu</marquee>', '<marquee style="display:none">Neu</marquee>'),
    ),
    *_cases(
        "frame-without-title",
        ("de", '<iframe src="about:blank"></iframe>', '<iframe src="about:blank" title="Stadtplan"></iframe>'),
        ("tr", '<iframe src="about:blank" title=" "></iframe>', '<iframe src="about:blank" aria-label="Harita"></iframe>'),
        ("de", '<iframe src="about:blank" name="karte"></iframe>', '<iframe src="about:blank" aria-hidden="true" tabindex="-1"></iframe>'),
    ),
    *_cases(
        "no-main",
        ("de", _whole('lang="de"', "", "<h1>Amt</h1><p>Text</p>"), _whole('lang="de"', "", "<main><h1>Amt</h1><p>Text</p></main>")),
        ("de", _whole('lang="de"', "", '<div id="content"><h1>Amt</h1></div>'), _whole('lang="de"', "", '<div role="main"><h1>Amt</h1></div>')),
        ("tr", _whole('lang="tr"', "", "<main hidden></main><h1>Merhaba</h1>", _TITLE_TR), _whole('lang="tr"', "", "<main><h1>Merhaba</h1></main>", _TITLE_TR)),
    ),
    *_cases(
        "no-skip-link",
        ("de", _whole('lang="de"', "", f"<nav><ul>{_LINKS}</ul></nav>{_DE}"), _whole('lang="de"', "", f'<a href="#c">Zum Inhalt springen</a><nav><ul>{_LINKS}</ul></nav><main id="c"><h1>Amt</h1></main>')),
        ("tr", _whole('lang="tr"', "", f"<header>{_LINKS.replace('Seite Nummer', 'Sayfa numarası')}</header>{_TR}", _TITLE_TR), _whole('lang="tr"', "", '<header><a href="/a">Ana sayfa bir</a></header>' + _TR, _TITLE_TR)),
    ),
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *LANGUAGE_CASES,
    *DIRECTION_CASES,
    *STYLE_CASES,
    *NAME_CASES,
    *STRUCTURE_CASES,
    *KEYBOARD_CASES,
    *LAYOUT_CASES,
    *DOCUMENT_CASES,
)
