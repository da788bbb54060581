"""Each check lets good translations pass and finds bad ones; none ever raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.checks import (
    addresses,
    brackets,
    copy,
    empty,
    language,
    length,
    negation,
    placeholders,
    repetition,
    script,
    truncation,
)
from translation.checks.finding import Check
from translation.checks.run import CHECKS, REVISION, findings

Case = tuple[Check, str, str, str]  # check, language, German, translation

LONG = "Die Stadtverwaltung bittet alle Bürgerinnen und Bürger, ihre Anträge möglichst früh zu stellen."

GOOD: tuple[Case, ...] = (
    (empty.check, "en", "Suche", "Search"),
    (empty.check, "ar", "Suche", "بحث"),
    (empty.check, "ru", "Ja", "Да"),
    (empty.check, "tr", "12,50 €", "12,50 €"),
    (empty.check, "fr", "–", "–"),
    (empty.check, "pl", "", ""),
    (empty.check, "bg", "A", "А"),
    (empty.check, "uk", "Nein", "Ні"),
    (addresses.check, "en", "Schreiben Sie an info@duisburg.de.", "Write to info@duisburg.de."),
    (addresses.check, "tr", "Mehr auf www.duisburg.de", "www.duisburg.de'de daha fazlası"),
    (addresses.check, "ar", "Rufen Sie 0203 283-4417 an.", "اتصلوا على الرقم \u20660203 283-4417\u2069."),
    (addresses.check, "ru", "Telefon (0203) 283-2000", "Телефон: 0203/283-2000"),
    (addresses.check, "pl", "IBAN: DE89 3704 0044 0532 0130 00", "IBAN: DE89370400440532013000"),
    (addresses.check, "fr", "Aktenzeichen 51-23/0487", "Numéro de dossier 51-23/0487"),
    (addresses.check, "uk", "Das Auto DU-AB 123", "Автомобіль DU-AB 123"),
    (addresses.check, "ro", "Antrag.pdf auf duisburg.de/formulare", "Antrag.pdf pe duisburg.de/formulare"),
    (script.check, "ru", "Amt in Duisburg-Meiderich", "Ведомство в Duisburg-Meiderich"),
    (script.check, "ar", "WLAN und E-Mail im Rathaus", "شبكة Wi-Fi والبريد الإلكتروني في مبنى البلدية"),
    (script.check, "bg", "PDF herunterladen", "Изтегляне на PDF"),
    (script.check, "uk", "Bus U79", "Автобус U79"),
    (script.check, "tr", "Öffnungszeiten", "Açılış saatleri"),
    (script.check, "pl", "Straße", "Ulica Łódzka"),
    (script.check, "fr", "5 µg und α", "5 µg et α"),
    (script.check, "en", "Das Wort „привет“ lernen", "Learn the word “привет”"),
    (copy.check, "en", "Hotel", "Hotel"),
    (copy.check, "ro", "Duisburg", "Duisburg"),
    (copy.check, "ru", "Königstraße 86", "Königstraße 86"),
    (copy.check, "ar", "Jonas Brinkmann", "Jonas Brinkmann"),
    (copy.check, "fr", "Information", "Information"),
    (copy.check, "en", "Schreiben Sie an auskunft@stadt.example.", "Write to auskunft@stadt.example."),
    (copy.check, "tr", "Park", "Park"),
    (copy.check, "pl", "Amt für Kommunikation, Hafenweg 27", "Urząd Komunikacji, Hafenweg 27"),
    (copy.check, "uk", "Das Stück „Die Räuber“ läuft", "П'єсу «Die Räuber» показують"),
    (length.check, "ru", "PLZ", "Почтовый индекс"),
    (length.check, "en", "Straßenverkehrszulassungsordnung", "Road Traffic Licensing Regulations"),
    (length.check, "ar", "Geburtsurkunde beantragen", "طلب شهادة ميلاد"),
    (length.check, "fr", "Kfz", "Véhicule à moteur"),
    (length.check, "tr", LONG, "Belediye, tüm vatandaşlardan başvurularını mümkün olduğunca erken yapmalarını ister."),
    (length.check, "pl", "Ja", "Tak"),
    (length.check, "uk", "Kita", "Дитячий садок"),
    (length.check, "ro", "BAföG", "Ajutor de stat pentru studii"),
    (repetition.check, "en", "Sehr, sehr schön", "Very, very nice"),
    (repetition.check, "tr", "Schritt für Schritt", "Adım adım"),
    (repetition.check, "ru", "Tag für Tag, Jahr für Jahr", "День за днём, год за годом"),
    (repetition.check, "fr", "Nous nous", "Nous nous voyons"),
    (repetition.check, "ar", "Hand in Hand", "يدا بيد"),
    (repetition.check, "pl", "Bla bla bla bla", "Bla bla bla bla"),
    (repetition.check, "bg", "www und ......", "www и ......"),
    (repetition.check, "uk", "8 bis 12 und 8 bis 12 Uhr", "з 8 до 12 та з 8 до 12"),
    (truncation.check, "en", "Wir öffnen heute wieder.", "We open again today."),
    (truncation.check, "ar", "Wann öffnet das Amt heute?", "متى تفتح الدائرة اليوم؟"),
    (truncation.check, "fr", "Er sagte dazu: „Wir kommen.“", "Il a dit : « Nous venons. »"),
    (truncation.check, "pl", "Dauer: etwa ca. 15 Min.", "Czas: około 15 min"),
    (truncation.check, "tr", "Alle Termine", "Tüm randevular"),
    (truncation.check, "ru", "Bitte warten, ", "Подождите, "),
    (truncation.check, "bg", "Wir helfen gern (kostenlos).", "Помагаме с удоволствие (безплатно)."),
    (truncation.check, "uk", "Füllen Sie alle Felder aus!", "Заповніть усі поля."),
    (brackets.check, "en", "Posteingang (3)", "Inbox (3)"),
    (brackets.check, "tr", "Betreuerin (Minijob)", "Refakatçi (mini iş)"),
    (brackets.check, "fr", "a) Antrag b) Pass", "a) Demande b) Passeport"),
    (brackets.check, "ro", "Vorname(n) laut Urkunde", "Prenume conform certificatului"),
    (brackets.check, "pl", "Das Fest „Licht“", "Festyn „Światło”"),
    (brackets.check, "ar", "Am Girls' Day", "في يوم الفتيات (Girls' Day)"),
    (brackets.check, "ru", "„Licht“ und „Luft“", "«Свет» и «Воздух»"),
    (brackets.check, "uk", "Liste [neu] {1}", "Список [новий] {1}"),
    (placeholders.check, "en", "Noch {n} Zeichen", "{n} characters left"),
    (placeholders.check, "tr", "%s Treffer in %d Seiten", "%d sayfada %s sonuç"),
    (placeholders.check, "ar", "Hallo %(name)s", "مرحبا %(name)s"),
    (placeholders.check, "fr", "50 % der Kinder", "50 % des enfants"),
    (placeholders.check, "ru", "Kosten: 5 $", "Стоимость: 5 $"),
    (placeholders.check, "pl", "Forschung & Lehre", "Badania & nauka"),
    (placeholders.check, "bg", "Wenn x < 5 und y > 3", "Ако x < 5 и y > 3"),
    (placeholders.check, "uk", "Folgen Sie @stadt", "Стежте за @stadt"),
    (negation.check, "en", "Der Eintritt kostet nichts.", "Admission is free."),
    (negation.check, "fr", "Das ist nicht erlaubt.", "Cela n'est pas autorisé."),
    (negation.check, "tr", "Keine Treffer", "Sonuç yok"),
    (negation.check, "ar", "Das Amt öffnet heute nicht.", "لا تفتح الدائرة اليوم."),
    (negation.check, "ru", "Nicht nur heute", "Только сегодня"),
    (negation.check, "pl", "Kein Zutritt", "Zakaz wstępu"),
    (negation.check, "bg", "Ich verstehe nicht.", "Не разбирам."),
    (negation.check, "uk", "Haben Sie noch keinen Termin?", "Запишіться на прийом"),
    (language.check, "en", "Ja", "Yes"),
    (language.check, "bg", "Gibt es dort Duschen?", "Има ли там душове?"),
    (language.check, "ru", "Gehen Sie geradeaus bis zur Ampel.", "Идите прямо до светофора."),
    (language.check, "uk", LONG, "Міська адміністрація просить усіх мешканців подавати заяви якомога раніше."),
    (
        language.check,
        "fr",
        LONG,
        "La municipalité prie tous les habitants de déposer leurs demandes le plus tôt possible.",
    ),
    (language.check, "tr", "Die Stadt Duisburg hilft.", "Duisburg Belediyesi yardım eder."),
    (language.check, "ro", "Straße und Platz", "Stradă și piață"),
    (language.check, "ar", LONG, "ترجو إدارة المدينة من جميع المواطنين تقديم طلباتهم في أقرب وقت ممكن."),
)

BAD: tuple[Case, ...] = (
    (empty.check, "en", "Suche", ""),
    (empty.check, "ar", "Suche", " \n"),
    (empty.check, "ru", "Anmelden", "…"),
    (empty.check, "tr", "Anmelden", "123"),
    (empty.check, "fr", "Ja", "-"),
    (empty.check, "pl", "A b", "."),
    (empty.check, "bg", "Tag 1", "1"),
    (empty.check, "uk", "Öffnen", "\u200b"),
    (addresses.check, "en", "Schreiben Sie an info@duisburg.de.", "Write to info@duisberg.de."),
    (addresses.check, "tr", "Mehr auf www.duisburg.de", "Daha fazlası www.duisburg.com"),
    (addresses.check, "ar", "Rufen Sie 0203 283-4417 an.", "اتصلوا على الرقم 0203 283-4471."),
    (addresses.check, "ru", "Telefon (0203) 283-2000", "Телефон: 283-2000"),
    (addresses.check, "pl", "IBAN: DE89 3704 0044 0532 0130 00", "IBAN: DE89 3704 0044 0532 0130 01"),
    (addresses.check, "fr", "Aktenzeichen 51-23/0487", "Numéro de dossier 51-23-0487"),
    (addresses.check, "uk", "Das Auto DU-AB 123", "Автомобіль ДУ-АБ 123"),
    (addresses.check, "ro", "Schreiben Sie uns!", "Scrieți-ne la office@oras.ro!"),
    (script.check, "ru", "Amt in Duisburg", "Office in the city"),
    (script.check, "ar", "Rathaus", "Town hall"),
    (script.check, "bg", "Rathaus", "Кмetство"),
    (script.check, "uk", "Bus", "Автобус 公共"),
    (script.check, "tr", "Öffnungszeiten", "Часы работы"),
    (script.check, "pl", "Straße", "Ulica في"),
    (script.check, "fr", "Amt", "Office δήμος"),
    (script.check, "en", "Das Wort", "The слово"),
    (copy.check, "en", "Öffnungszeiten und Preise", "Öffnungszeiten und Preise"),
    (copy.check, "tr", "Das Amt ist montags geschlossen.", "Daire pazartesi günleri geschlossen."),
    (copy.check, "ro", "Anmeldung", "Anmeldung"),
    (copy.check, "ru", "Termin vereinbaren beim Amt", "Termin vereinbaren beim Amt"),
    (copy.check, "ar", LONG, LONG),
    (copy.check, "fr", "Die Stadt hilft", "die stadt hilft"),
    (copy.check, "tr", "Bürgerservice­stelle", "Bürgerservicestelle"),
    (copy.check, "pl", LONG, "Miasto prosi, ihre Anträge möglichst früh zu stellen"),
    (copy.check, "uk", LONG, "Місто просить alle Bürgerinnen und Bürger, ihre Anträge подати"),
    (length.check, "ru", LONG, "Город просит."),
    (length.check, "en", "Ja", "Yes, of course, you can do that at any time you like here"),
    (length.check, "ar", LONG, "بلدية"),
    (length.check, "fr", "Kfz", "Véhicule à moteur immatriculé dans la ville de Duisburg"),
    (length.check, "tr", LONG, "Belediye başvuru ister."),
    (length.check, "pl", "Nein", "Nie, tego niestety nie możemy dla Państwa zrobić"),
    (length.check, "uk", LONG, "Місто просить усіх"),
    (length.check, "ro", "Suche", "Căutare pe toate paginile orașului nostru frumos"),
    (repetition.check, "en", "Sehr schön", "Very very very nice"),
    (repetition.check, "tr", "Ja", "Eveeeeeeet"),
    (repetition.check, "ru", "Das Amt hilft.", "Ведомство помогает, ведомство помогает, ведомство помогает."),
    (repetition.check, "fr", "Die Stadt", "de la ville de la ville"),
    (repetition.check, "ar", "Antrag", "طلب طلب طلب طلب"),
    (repetition.check, "pl", "Haha", "hahahahaha"),
    (repetition.check, "bg", "Ende", "край!!!!!!!!"),
    (repetition.check, "uk", "Wir helfen gern", "ми радо допомагаємо ми радо допомагаємо"),
    (truncation.check, "en", "Wir öffnen heute wieder.", "We open again"),
    (truncation.check, "ar", "Wann öffnet das Amt heute?", "متى تفتح الدائرة"),
    (truncation.check, "fr", "Er sagte dazu: „Wir kommen.“", "Il a dit que"),
    (truncation.check, "pl", "Anträge", "Wnioski ("),
    (truncation.check, "tr", "Alle Termine und Orte", "Tüm randevular,"),
    (truncation.check, "ru", LONG, "Город."),
    (truncation.check, "bg", "Wir helfen gern (kostenlos).", "Помагаме с удоволствие (безплатно"),
    (truncation.check, "uk", "Füllen Sie alle Felder aus!", "Заповніть усі"),
    (brackets.check, "en", "Posteingang (3)", "Inbox (3"),
    (brackets.check, "tr", "Betreuerin (Minijob)", "Refakatçi mini iş)"),
    (brackets.check, "fr", "Amt (neu)", "Office nouveau"),
    (brackets.check, "ro", "Wir öffnen", "Deschidem]"),
    (brackets.check, "pl", "Das Fest „Licht“", "Festyn „Światło"),
    (brackets.check, "ar", "Der Tag", "اليوم (يوم"),
    (brackets.check, "ru", "„Licht“ und „Luft“", "«Свет» и «Воздух"),
    (brackets.check, "uk", "Liste [neu]", "Список новий"),
    (placeholders.check, "en", "Noch {n} Zeichen", "{count} characters left"),
    (placeholders.check, "tr", "%s Treffer", "sonuç"),
    (placeholders.check, "ar", "Hallo", "مرحبا %(name)s"),
    (placeholders.check, "fr", "Kinder & Eltern", "Enfants &amp; parents"),
    (placeholders.check, "ru", "Kosten", "<b>Стоимость</b>"),
    (placeholders.check, "pl", "Forschung", "Badania <unk>"),
    (placeholders.check, "bg", "Antrag", "▁заявление"),
    (placeholders.check, "uk", "Seite $1", "Сторінка"),
    (negation.check, "en", "Sie müssen nicht zahlen.", "You must pay."),
    (negation.check, "fr", "Das ist nicht erlaubt.", "Cela est autorisé."),
    (negation.check, "tr", "Das Amt öffnet heute nicht.", "Ofis bugün açılır."),
    (negation.check, "ar", "Das Amt öffnet heute nicht.", "تفتح الدائرة اليوم."),
    (negation.check, "ru", "Das Amt öffnet heute nicht.", "Ведомство сегодня открывается."),
    (negation.check, "pl", "Das Amt öffnet heute nicht.", "Urząd dziś otwiera drzwi."),
    (negation.check, "bg", "Ich verstehe das nicht.", "Разбирам това."),
    (negation.check, "uk", "Kommen Sie nicht.", "Приходьте."),
    (language.check, "en", LONG, LONG),
    (language.check, "bg", LONG, "Городская администрация просит всех жителей подавать заявления как можно раньше."),
    (language.check, "ru", LONG, "Міська адміністрація просить усіх мешканців подавати заяви якомога раніше."),
    (language.check, "uk", LONG, "Городская администрация просит всех жителей подавать заявления как можно раньше."),
    (language.check, "fr", LONG, "The city asks all the citizens to submit their applications as early as possible."),
    (language.check, "tr", LONG, "La ville prie tous les habitants de déposer leurs demandes le plus tôt possible."),
    (language.check, "ro", LONG, "Miasto prosi wszystkich mieszkańców o jak najwcześniejsze składanie wniosków."),
    (language.check, "pl", LONG, "Orașul îi roagă pe toți cetățenii să depună cererile cât mai devreme posibil."),
)


@pytest.mark.parametrize(("check", "code", "source", "target"), GOOD)
def test_good_translations_pass(check: Check, code: str, source: str, target: str) -> None:
    """A check says nothing about a translation that is right."""
    assert check(source, target, code) is None


@pytest.mark.parametrize(("check", "code", "source", "target"), BAD)
def test_bad_translations_are_found(check: Check, code: str, source: str, target: str) -> None:
    """A check names itself and what is wrong."""
    finding = check(source, target, code)
    assert finding is not None
    assert finding.check == check.__module__.rpartition(".")[2]
    assert finding.message


@pytest.mark.parametrize("name", sorted({case[0].__module__ for case in (*GOOD, *BAD)}))
def test_each_check_has_eight_cases_of_both_kinds(name: str) -> None:
    """The tables above stay large enough to mean something."""
    for table in (GOOD, BAD):
        assert sum(case[0].__module__ == name for case in table) >= 8


ANY_LANGUAGE = st.sampled_from(["en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr", "xx", ""])
# Letters, digits and signs that the patterns know, close together.
DENSE = st.text(st.sampled_from('aeiAßéığшїъ١٢عق019.,:;-–/()[]{}<>„“"«»%$&@#§€ \u00a0\u00ad\u200fIVX'), max_size=40)


@given(st.one_of(st.text(), DENSE), st.one_of(st.text(), DENSE), ANY_LANGUAGE)
def test_no_check_ever_raises(source: str, target: str, code: str) -> None:
    """Law: any two texts in any language get an answer."""
    for finding in findings(source, target, code):
        assert finding.check in dict(CHECKS)


@given(st.one_of(st.text(), DENSE), ANY_LANGUAGE)
def test_the_text_itself_loses_nothing(text: str, code: str) -> None:
    """Law: a text holds its own numbers, addresses, placeholders and brackets, and ends as it ends."""
    for check in (
        addresses.check,
        brackets.check,
        placeholders.check,
        length.check,
        repetition.check,
        truncation.check,
    ):
        assert check(text, text, code) is None


def test_all_checks_run_over_a_translation() -> None:
    """Every finding is given back, in the order of the checks, and a right translation has none."""
    found = [finding.check for finding in findings("Am 5. Mai (Montag) nicht.", "On 6 May (Monday", "en")]
    assert found == ["truncation", "brackets", "numbers", "negation"]
    assert findings("Am 5. Mai (Montag) nicht.", "Not on 5 May (Monday).", "en") == ()


def test_an_empty_translation_is_only_that() -> None:
    """Where nothing stands, no other check has anything to say."""
    assert [finding.check for finding in findings("Drei Wörter hier: 5.", "", "fr")] == ["empty"]


def test_the_revision_is_part_of_keys() -> None:
    """The revision is a word without blanks, so it can stand in a key."""
    assert REVISION.isalnum()


@pytest.mark.parametrize("run", ["a", "ба", "1 000 ", "0 0", "12:", "(", "%(", "<a ", "a@", "IV", "،", "ab ab "])
def test_hostile_text_is_checked_in_linear_time(run: str) -> None:
    """Long runs of what the patterns look for do not make them go astray."""
    text = (run * 4_000)[:8_000]
    for pair in ((text, text), ("Hallo Welt 1.", text), (text, "Привет 2")):
        assert isinstance(findings(*pair, "ru"), tuple)
