"""Numbers written as words: is `3` there as *three*, and is a `3` in the target the source's *drei*?

Stems for the target languages, for the small and the round numbers that writers spell out; German, the
source, is built by rule up to 999,999. Found words only excuse a difference in digits, they are never
demanded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

# For each language: number, then the stems that show it.
_STEMS = MappingProxyType(
    {
        "en": r"""
            0 zero|no|none|nil; 1 one|first|once|single|an?; 2 two|second|twice|both|double|half;
            3 three|third|triple; 4 four|quarter; 5 five|fifth; 6 six; 7 seven; 8 eight; 9 nine|ninth; 10 ten;
            11 eleven; 12 twelve|twelfth|dozen; 13 thirteen; 14 fourteen|fortnight; 15 fifteen|quarter; 16 sixteen;
            17 seventeen; 18 eighteen; 19 nineteen; 20 twenty|twentieth; 30 thirty|half|thirtieth; 40 forty;
            45 quarter; 50 fifty|half; 60 sixty; 70 seventy; 80 eighty; 90 ninety; 100 hundred; 1000 thousand
        """,
        "tr": r"""
            0 sıfır; 1 bir(?!\w)|birinci|ilk(?!e|ö)|tek(?!\w); 2 iki|çift|yarı(?!ş|n); 3 üç; 4 dör[td]|çeyre; 5 beş;
            6 altı(?!n); 7 yedi; 8 sekiz; 9 dokuz; 10 on(?!\w)|onuncu; 11 on.?bir; 12 on.?iki|düzine; 14 on.?dört;
            15 on.?beş|çeyre; 20 yirmi; 30 otuz|yarım|buçu; 40 kırk; 50 elli|yarı(?!ş|n); 60 altmış; 70 yetmiş;
            80 seksen; 90 doksan; 100 yüz(?!d|m|e|ü); 1000 bin(?!a|i)
        """,
        "ar": r"""
            0 صفر; 1 واحد|[أإا]حدى?(?!\w)|[أا]ول(?:ى|ا|اً)?(?!\w)|وحيد;
            2 [اإ]ثن|ثاني(?:ة|ا)?(?!\w)|نصف|مزدوج|كلا|كلتا|
            (?:يوم|ساعت|[أا]سبوع|شهر|سنت|عام|مرت|شخص|طفل|دقيقت|نسخت|صورت|متر|كيلومتر|كيس|جزأ)(?:ان|ين|ا|ي)(?!\w);
            3 ثلاث|ثالث|ثلث; 4 [أا]ربع|رابع|ربع; 5 خمس|خامس; 6 ست(?:ة|ه)?(?!\w)|سادس; 7 سبع|سابع; 8 ثمان|ثامن;
            9 تسع|تاسع; 10 عشر|عاشر; 11 [أإا]حدى?.عشر|حادي; 12 [اإ]ثن|ثاني; 15 ربع|خمسة.عشر; 20 عشري|عشرو;
            30 ثلاثي|ثلاثو|نصف; 40 [أا]ربعي|[أا]ربعو; 50 خمسي|خمسو|نصف; 60 ستين|ستون; 70 سبعي|سبعو; 80 ثماني|ثمانو;
            90 تسعي|تسعو; 100 مائة|مئة|مئت|مائت|مئات; 1000 ألف|[آا]لاف
        """,
        "bg": r"""
            0 нул; 1 едн|един|първ; 2 две(?!р)|два|двой|двои|втор(?!ник)|полов; 3 три|трет|тройн;
            4 четир|четвърт(?!ък); 5 пет(?!ъ); 6 шест; 7 седем|седм(?!иц); 8 осем|осм; 9 девет; 10 десет;
            11 едина|единад; 12 двана; 15 петна|четвърт; 20 двад|двай; 30 трид|трий|полов; 40 четирид|четирий;
            50 петд|полов; 60 шестд|шей; 70 седемд; 80 осемд; 90 деветд; 100 сто(?!\w)|стот; 1000 хиляд
        """,
        "ro": r"""
            0 zero; 1 unu?(?!\w)|o(?!\w)|una(?!\w)|prim|întâi|unui|unei; 2 doi|două|dubl|ambel|jumăt; 3 trei;
            4 patru|patra|sfert; 5 cinci; 6 șas; 7 șapt; 8 opt(?!i|a); 9 nouă; 10 zec; 11 unsprez;
            12 doispr|doisprez|douăspr|douăsprez; 15 cincispr|sfert; 20 douăzec; 30 treizec|jumăt;
            40 patruzec; 50 cincizec|jumăt; 60 șaizec; 70 șaptezec; 80 optzec; 90 nouăzec;
            100 sut[ăe]; 1000 mi[ei](?!\w)
        """,
        "pl": r"""
            0 zer; 1 jedn|jeden|pierwsz; 2 dwa|dwie|dwó|dwoj|dwu|drug|oba|obie|obu|podwój|połow;
            3 trzy|trzec|trzem|troj; 4 czter|czwart(?!ek|k); 5 pię[ćc]|piąt(?!ek|k); 6 sześ|szóst; 7 sied|siód;
            8 osiem|ośm|ósm; 9 dziewi; 10 dziesi; 11 jedena; 12 dwana|dwuna|tuzin; 15 piętna|kwadrans;
            20 dwadz|dwudz; 30 trzydz|wpół|pół(?!n); 40 czterdz; 50 pięćdz|połow; 60 sześćdz; 70 siedemdz;
            80 osiemdz; 90 dziewięćdz; 100 st[ou](?!\w)|setn; 1000 tysi
        """,
        "uk": r"""
            0 нул; 1 один|одн(?!ак)|перш; 2 два|дві|дво(?!р)|друг|обид|подвій|половин; 3 три|трьо|трет|троє;
            4 чотир|четвер(?!г)|чверт; 5 п.ят(?!н); 6 ш[іе]ст|шост; 7 сім(?!.?[яї])|семи(?!н)|сьом; 8 віс[іь]|восьм;
            9 дев.ят; 10 десят; 11 одинад; 12 дванад; 15 п.ятнад|чверт; 20 двадц;
            30 тридц|половин|пів(?:год|рок|тор); 40 сорок; 50 п.ятдес|половин; 60 шістдес; 70 сімдес; 80 вісімдес;
            90 дев.яно; 100 сто(?!\w)|ста(?!\w)|сотн|сотен; 1000 тисяч
        """,
        "ru": r"""
            0 нол|нул; 1 один|одн(?!ак)|перв; 2 два|две(?!р)|дву|двой|двое|втор(?!ник)|оба|обеи|половин;
            3 три|трё|трем|трех|трет|трое|тройн; 4 четыр|четырё|четвер(?!г); 5 пят(?!н); 6 шест;
            7 семь(?![яиюе])|семи(?!н)|седьм; 8 восе|восьм; 9 девят; 10 десят; 11 одиннад; 12 двенад; 15 пятнад|четверт;
            20 двадц; 30 тридц|половин|пол(?:час|год|тор); 40 сорок; 50 пятьдес|пятидес|половин; 60 шестьдес|шестидес;
            70 семьдес|семидес; 80 восемьдес|восьмидес; 90 девяно; 100 сто(?!\w)|ста(?!\w)|сотн|сотен;
            200 двести|двухсот; 1000 тысяч
        """,
        "fr": r"""
            0 zéro; 1 une?(?!\w)|premi; 2 deux|second|doubl|demi|moitié; 3 troi; 4 quatr|quart; 5 cinq; 6 six;
            7 sept(?!em); 8 huit; 9 neuf(?!s)|neuv; 10 dix|dizain; 11 onz; 12 douz|midi; 13 treiz; 14 quatorz|quinz;
            15 quinz|quart; 16 seiz; 20 vingt; 30 trent|demi; 40 quarant; 50 cinquant|moitié; 60 soixant;
            70 soixant; 80 quatre-v; 90 quatre-v; 100 cents?(?!\w)|centain; 1000 mille(?!\w)|millier
        """,
    }
)
# What may stand around a stem: English hardly inflects, Arabic puts particles before, Slavic languages join units.
_UNITS_BEHIND = r"(?:\w{0,4}|\w{0,3}(?:%s)\w*)(?!\w)"
_AROUND = MappingProxyType(
    {
        "en": ("", r"(?:th|ths|s|fold)?(?!\w)"),
        "ar": (r"[وفبكل]{0,2}(?:ال)?", ""),
        "bg": ("", _UNITS_BEHIND % "годиш|месеч|седмич|днев|часов|минут|километ|метр|стайн|членн"),
        "pl": ("", _UNITS_BEHIND % "letni|miesięczn|tygodniow|dniow|godzinn|minutow|kilomet|metr|pokoj|osob"),
        "uk": ("", _UNITS_BEHIND % "річ|місяч|тижн|ден|годин|хвилин|кіломет|метр|кімнат"),
        "ru": ("", _UNITS_BEHIND % "лет|месяч|недел|днев|час|минут|километ|метр|комнат"),
    }
)
_SHORT_STEMS = frozenset({"en", "ar"})  # whose patterns end where the word ends
_NEAR = 32  # letters in which the ones must stand
_JOINED_FROM = 11  # from here on no stem begins another word


@lru_cache(maxsize=1024)
def _pattern(language: str, number: int, *, inside: bool = False) -> re.Pattern[str] | None:
    """The word for a number; `inside` of another word only its beginning."""
    for entry in _STEMS.get(language, "").split(";"):
        name, _, stems = entry.strip().partition(" ")
        if name == str(number):
            if inside:
                return re.compile("".join(stems.split()), re.IGNORECASE)
            before, after = _AROUND.get(language, ("", r"\w{0,4}(?!\w)"))
            after = "" if number >= _JOINED_FROM and language not in _SHORT_STEMS else after
            return re.compile(rf"(?<!\w){before}(?:{''.join(stems.split())}){after}", re.IGNORECASE)
    return None


def is_spelled(number: int, text: str, language: str) -> bool:
    """Whether words of `text` say `number` in the target language: as one word, or as tens and ones."""
    pattern = _pattern(language, number)
    if pattern is not None and pattern.search(text):
        return True
    tens, ones = divmod(number, 10)
    if not ones or not (13 <= number < 100):
        return False
    tens_word = _pattern(language, 10 * tens)
    return tens_word is not None and any(_has_ones(found, ones, text, language) for found in tens_word.finditer(text))


def _has_ones(tens: re.Match[str], number: int, text: str, language: str) -> bool:
    """Whether the ones stand where the language has them: before the tens in Arabic, else behind."""
    ones, within = _pattern(language, number), _pattern(language, number, inside=True)
    if ones is None or within is None:
        return False
    if language == "ar":
        words = text[: tens.start()].split()[-2:]
        return any(map(ones.match, words))
    rest = text[tens.end() : tens.end() + _NEAR]
    # `czterdziestodwuletni` is one word, `сорок два` are two.
    joined = "" if not rest[:1].isalpha() else re.split(r"\W", rest, maxsplit=1)[0]
    following = re.findall(r"\w+", rest[len(joined) :])[:1]
    return any(map(ones.match, following)) or within.search(joined) is not None


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SMALL = _names("""
    null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
    achtzehn neunzehn
""")
_TENS = _names("zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
# Other German words for a number: ordinals that are no prefix of theirs, fractions, pairs, clock times.
_ALSO = MappingProxyType(
    {
        0: "kein|ohne|mitternacht",
        1: "erst|ein|je|pro|halb",
        2: "beid|doppel|zwo|paar|halb|hälfte|zweit",
        3: "dritt",
        4: "viert",
        6: "halbjahr|halbes jahr",
        7: "siebt|woche",
        8: "acht",
        10: "dekade|jahrzehnt",
        12: "dutzend|mittag|jährlich",
        14: "vierzehntä",
        15: "viertel",
        24: "rund um die uhr|mitternacht",
        30: "halb",
        45: "dreiviertel|viertel vor",
        50: "hälfte|halb",
        100: "jahrhundert|hunderte",
        1000: "jahrtausend|tausende",
    }
)


def german(number: int) -> str:
    """The German word for 0 to 999,999, as it stands in compounds: `einundzwanzig`, `zweihundert`."""
    if number < len(_SMALL):
        return _SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return (f"{_SMALL[ones]}und" if ones else "") + _TENS[tens - 1]
    unit, name = (100, "hundert") if number < 1000 else (1000, "tausend")
    count, rest = divmod(number, unit)
    return (german(count) if count > 1 else "") + name + (german(rest) if rest else "")


@lru_cache(maxsize=1024)
def _german_pattern(number: int) -> re.Pattern[str]:
    names = german(number) + (f"|{_ALSO[number]}" if number in _ALSO else "")
    return re.compile(rf"(?<![^\W\d_])(?:ein(?=hundert|tausend))?(?:{names})", re.IGNORECASE)


def is_spelled_in_german(number: int, text: str) -> bool:
    """Whether a word of the German `text` begins with `number`: `drei`, `dreimal`, `Dreizimmerwohnung`."""
    return 0 <= number < 1_000_000 and _german_pattern(number).search(text) is not None
