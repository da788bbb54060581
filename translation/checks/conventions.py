"""How each target language writes: letters it lacks, its commonest words, months, clock and scales.

Only tables; the checks that read them say how. A language without a row is treated leniently.
"""

from __future__ import annotations

from types import MappingProxyType

from translation.languages import LANGUAGES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Letters that a word of the language cannot have (names taken over from the source are not looked at).
ALIEN_LETTERS = MappingProxyType(
    {
        "ru": frozenset("іїєґўјљњћђѝ"),
        "uk": frozenset("ыэёъўјљњћђѝ"),
        "bg": frozenset("ыэёіїєґўјљњћђ"),
        "en": frozenset("ßąęłńśźżșțăğışі"),
        "tr": frozenset("ßąęłńśźżșțăäñœèàé"),
        "ro": frozenset("ßąęłńśźżğıäñœ"),
        "pl": frozenset("ßșțăğışäñœèàâ"),
        "fr": frozenset("ßąęłńśźżșțăğış"),
        "ar": frozenset("پچژگڤٹڈڑےں"),
    }
)

# Letters that no other language of ours in the same script has.
OWN_LETTERS = MappingProxyType(
    {
        "ru": frozenset("ыэё"),
        "uk": frozenset("іїєґ"),
        "bg": frozenset("ъ"),  # all but unknown in Ukrainian, rare in Russian
        "tr": frozenset("ığ"),
        "ro": frozenset("șță"),
        "pl": frozenset("ąęłńśźż"),
        "fr": frozenset("èêùœ"),
        "de": frozenset("ß"),
    }
)

# The commonest words of each language; one that stands in two lists of a script counts for both.
FUNCTION_WORDS = MappingProxyType(
    {
        "de": _words(
            """
            der die das und ist nicht mit für auf den von dem ein eine einen einer eines sie wir ihr ihre sich auch
            werden wird wurde kann können haben bei beim zum zur aus nach über oder aber wenn dass bitte alle es er
            im am um vom durch ohne gegen noch nur schon ab unter zwischen hier keine kein ihnen
            """
        ),
        "en": _words(
            """
            the of and to for is are you your with this that from by be or not have has can will at it as was were
            must please on which their they all our we who when if been would there more than an a but into up out
            one before after during about any no do does how where these those only other via free
            """
        ),
        "tr": _words(
            """
            ve bir bu ile için da olarak veya olan çok daha gibi kadar sonra değil mi her en ya ancak tarafından
            lütfen size sizin hem ise var yok ne göre üzere olduğu bulunan yeni tüm az bütün bazı kendi diğer
            hakkında arasında önce sırasında üzerinde karşı tek iki gün saat artık ayrıca nasıl nerede şu böyle eğer
            """
        ),
        "ro": _words(
            """
            și să cu care pentru este din nu sunt sau mai într dumneavoastră vă se al ale cel ce fi prin pe la unei
            unui către după fost dacă poate trebuie ca pot toate această acest iar în până cum unde când noi doar
            fără între despre sunteți aveți avea fie orice fiecare dintre cât mult lor lui dar
            """
        ),
        "pl": _words(
            """
            i w z na się nie do jest oraz dla przez jak ale można po od lub przy są ze być tym państwa państwo proszę
            które który która których o za jego jej ich tego może został czy także już tylko we nad pod przed bez
            między kiedy gdzie jeśli więcej każdy wszystkie co tu tam był była było były ma mają mogą
            """
        ),
        "fr": _words(
            """
            le les et est une pour dans qui que vous votre vos du par sur avec ce cette pas ou sont aux être ne il
            nous elle été peut si au leur son sa ses ont plus comme à y en un de leurs ces tous toutes tout sans sous
            entre avant après où quand comment très aussi mais fait chez
            """
        ),
        "bg": _words(
            """
            се от това за са със че като или която които който може при във ви вашия вашата вашите моля трябва бъде
            ще няма след през беше бяха само до е на по да не а но има те той тя си към над под без преди между чрез
            какво къде кога как когато ако още много всички всеки тази този тези сте съм в и с у ни му им ли тук там
            вече сега дори
            """
        ),
        "uk": _words(
            """
            та що не і й у з від або для як це є до про вас ваш ваша ваші за який яка які яке також під щоб буде
            можна був була були лише через після якщо ви має їх із зі на по а але ми ти він вона воно вони свій свою
            коли де чи при без між перед над ще вже дуже всі кожен цей ця ці той тут там чим я в так ж б би щодо
            задля серед понад вздовж аж
            """
        ),
        "ru": _words(
            """
            и что не в с от или для как это к его вас ваш ваша ваши который которая которые которое также под чтобы
            будет можно был была были только через после если вы имеет их из со на по а но мы ты он она оно они свой
            свою когда где ли при без между перед над ещё уже очень все каждый этот эта эти тот здесь там чем я о об
            у за ко во обо же бы так меня них ним нас нам вам ее её
            """
        ),
        "ar": _words(
            """
            في من على إلى عن أو التي الذي هذا هذه مع كل لا أن ما إن أنه عند بعد قبل حتى تم قد كما بين خلال ذلك يتم
            يمكن حول
            """
        ),
    }
)


def _languages_of_word(script: str) -> MappingProxyType[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, words in FUNCTION_WORDS.items():
        for word in words if LANGUAGES[code].script == script else ():
            found[word] = (*found.get(word, ()), code)
    return MappingProxyType(found)


# By script: a function word and the languages it may be of.
LANGUAGES_OF_WORD = MappingProxyType({script: _languages_of_word(script) for script in ("Latin", "Cyrillic", "Arabic")})

# January to December, as patterns a word begins with.
MONTHS = MappingProxyType(
    {
        "en": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep october|oct "
        "november|nov december|dec",
        "tr": "ocak|ocağ şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık|aralığ",
        "ar": "يناير|كانون.الثاني فبراير|شباط مارس|آذار [أاإ]بريل|نيسان مايو|[أا]يار يونيو|حزيران يوليو|تموز "
        "[أا]غسطس|آب سبتمبر|[أا]يلول [أا]كتوبر|تشرين.الأول نوفمبر|تشرين.الثاني ديسمبر|كانون.الأول",
        "bg": "януари|яну февруари|фев март април|апр май юни юли август|авг септември|сеп октомври|окт ноември|ное "
        "декември|дек",
        "ro": "ianuarie|ian februarie|feb martie|mar aprilie|apr mai iunie|iun iulie|iul august|aug septembrie|sep "
        "octombrie|oct noiembrie|noi decembrie|dec",
        "pl": "stycz lut(?:y|eg|ym) mar(?:zec|c) kwie maj czerw lip(?:iec|c) sierp wrze[śs] pa[źz]dz listop grud",
        "uk": "січ|січн лют берез квіт трав черв лип серп верес жовт листоп груд",
        "ru": "январ феврал март апрел ма[йяею] июн июл август сентябр октябр ноябр декабр",
        "fr": "janvier|janv février|févr mars avril|avr mai juin juillet|juil ao[uû]t septembre|sept octobre|oct "
        "novembre|nov décembre|déc",
    }
)

# Marks of the afternoon, beside an hour of the twelve-hour clock.
AFTERNOON = MappingProxyType(
    {
        "en": r"p\.?\s?m\b|afternoon|evening|o'clock|o’clock|night",
        "tr": r"öğleden sonra|akşam|gece|ÖS",
        "ar": r"مساء|ظهر|عصر|ليل|(?<!\w)م(?!\w)",
        "bg": r"следобед|вечер|обед|нощ",
        "ro": r"după-amiaz|seara|seară|prânz|noapte",
        "pl": r"po południu|wiecz|nocy",
        "uk": r"дня|веч|ночі",
        "ru": r"дня|вечер|ноч",
        "fr": r"après-midi|soir|nuit",
    }
)

# Words for noon and midnight: 12, 24 and 0 o'clock.
NOON_OR_MIDNIGHT = MappingProxyType(
    {
        "en": r"noon|midday|midnight",
        "tr": r"öğle|gece ?yarısı",
        "ar": r"منتصف|الظهر",
        "bg": r"обяд|обед|полунощ",
        "ro": r"prânz|amiaz|miezul nopții",
        "pl": r"połud|północ",
        "uk": r"полуд|півноч|опівд",
        "ru": r"полд|полноч|полудн",
        "fr": r"midi|minuit",
    }
)

# Thousand, million, milliard: digits before them stand for so many more.
SCALES = MappingProxyType(
    {
        "en": r"thousand|million|billion",
        "tr": r"\bbin|milyon|milyar",
        "ar": r"[أآ]لف|آلاف|مليون|ملايين|مليار",
        "bg": r"хил|млн|милион|млрд|милиард",
        "ro": r"\bmi[ie]\b|milion|mil\.|miliard|mld",
        "pl": r"tysi|tys\.|mln|milion|mld|miliard",
        "uk": r"тис|млн|мільйон|млрд|мільярд",
        "ru": r"тыс|млн|миллион|млрд|миллиард",
        "fr": r"mille|million|milliard",
    }
)
