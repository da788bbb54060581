"""The checks of what is measured, quoted and negated: ranges, units, numbers in words, laws; Turkish and Arabic."""

from __future__ import annotations

import pytest

from translation.checks import brackets, laws, negation, numbers, order, script, spelled, streets, truncation, units
from translation.checks.finding import Check

Case = tuple[Check, str, str, str]  # check, language, German, translation

GOOD: tuple[Case, ...] = (
    (order.check, "en", "von 8 bis 12 Uhr", "from 8 a.m. to 12 noon"),
    (order.check, "tr", "8:30-12:00 Uhr", "8:30 ile 12:00 arasında"),
    (order.check, "ar", "von 8 bis 12 Uhr", "من ٨ إلى ١٢"),
    (order.check, "fr", "Kinder von 6 bis 10 Jahren zahlen 3 Euro", "Les enfants de 6 à 10 ans paient 3 euros"),
    (order.check, "pl", "5–5 Uhr", "5–5"),
    (order.check, "ru", "12 Kinder und 8 Eltern", "8 родителей и 12 детей"),
    (order.check, "uk", "Telefon 0203 283-0", "0203 283-0"),
    (order.check, "bg", "von 8 bis 12 und von 12 bis 8", "от 12 до 8 и от 8 до 12"),
    (laws.check, "tr", "nach § 12 Abs. 3 BauGB", "BauGB'nin § 12 3. fıkrası uyarınca"),
    (laws.check, "ar", "nach § 66 SGB I", "بموجب § 66 SGB I"),
    (laws.check, "fr", "nach § 573c BGB", "conformément au § 573c BGB"),
    (laws.check, "ru", "nach Artikel 15 DSGVO", "согласно статье 15 GDPR"),
    (laws.check, "pl", "§ 19 des Bundesmeldegesetzes", "§ 19 federalnej ustawy meldunkowej"),
    (laws.check, "en", "§ 35a Abs. 2 Satz 1 SGB VIII", "Section 35a(2) sentence 1 SGB VIII"),
    (laws.check, "uk", "§§ 5 und 6 der Satzung", "§§ 5 та 6 статуту"),
    (laws.check, "bg", "Art und Weise", "начин"),
    (units.check, "en", "14 Tage", "two weeks"),
    (units.check, "tr", "24 Stunden", "bir gün"),
    (units.check, "ar", "5 Prozent", "5٪"),
    (units.check, "fr", "ab 16 Jahren", "à partir de 16 ans"),
    (units.check, "ru", "12 Euro im Monat", "12 евро в месяц"),
    (units.check, "pl", "drei Monate", "trzy miesiące"),
    (units.check, "uk", "18 Monate", "півтора року"),
    (units.check, "bg", "2,5 km", "2,5 км"),
    (spelled.check, "en", "binnen sechs Wochen", "within 6 weeks"),
    (spelled.check, "bg", "zwölf Monate", "дванадесет месеца"),
    (spelled.check, "bg", "Probezeit von vier Monaten", "четиримесечен изпитателен срок"),
    (spelled.check, "pl", "alle zwanzig Minuten", "co dwadzieścia minut"),
    (spelled.check, "ru", "drei Jahre", "не более трех лет"),
    (spelled.check, "ar", "zwei Kilometer", "كيلومترين"),
    (spelled.check, "fr", "alle vierzehn Tage", "tous les quinze jours"),
    (spelled.check, "tr", "vierzehn Tage", "iki hafta"),
    (negation.check, "tr", "Sie müssen nicht warten.", "Beklemenize gerek yok."),
    (negation.check, "tr", "Das Amt öffnet heute nicht.", "Daire bugün açılmayacak."),
    (negation.check, "tr", "auch wenn Sie keinen Durst haben", "susamasanız bile"),
    (negation.check, "ar", "Wir sind nicht zuständig.", "لسنا مسؤولين عن ذلك."),
    (streets.check, "tr", "Amt, Weidenstraße 12", "Weidenstraße 12'deki daire"),
    (streets.check, "ru", "Hafenweg 27", "Hafenweg 27"),
    (streets.check, "en", "Das ist eine Einbahnstraße.", "This is a one-way street."),
    (streets.check, "fr", "Der Radweg ist gesperrt.", "La piste cyclable est fermée."),
    (streets.check, "pl", "Der Spielplatz 3 Uhr", "Plac zabaw 3"),
    (numbers.check, "ar", "die 1980er Jahre", "ثمانينيات القرن العشرين"),
    (numbers.check, "ru", "innerhalb von 24 Stunden", "в течение суток"),
    (numbers.check, "pl", "ein 42-jähriger Mann", "czterdziestodwuletni mężczyzna"),
    (numbers.check, "fr", "im 19. Jahrhundert", "au XIXe siècle"),
    (script.check, "ar", "Der Film „True West“", "فيلم True Westمن"),
    (brackets.check, "uk", "„Heute“, sagte er.", "«Сьогодні, — сказав він."),
    (truncation.check, "ru", "„Wir kommen heute alle“, sagte er.", "«Мы придём все», — сказал он. —"),
)

BAD: tuple[Case, ...] = (
    (order.check, "en", "von 8 bis 12 Uhr", "from 12 to 8 o'clock"),
    (order.check, "tr", "8:30-12:00 Uhr", "12:00 ile 8:30 arasında"),
    (order.check, "ar", "von 8 bis 12 Uhr", "من ١٢ إلى ٨"),
    (order.check, "fr", "Kinder von 6 bis 10 Jahren", "les enfants de 10 à 6 ans"),
    (laws.check, "tr", "nach § 24 AufenthG", "bu yasaya göre"),
    (laws.check, "bg", "Rechtsgrundlage: § 55 GewO", "§ 55 г."),
    (laws.check, "fr", "nach § 573c BGB", "conformément au § 573 BGB"),
    (laws.check, "ar", "nach § 66 SGB I", "بموجب المادة 66"),
    (units.check, "ar", "Die Rundfahrt dauert zwei Stunden.", "تستغرق الرحلة أسبوعين."),
    (units.check, "en", "drei Monate", "three weeks"),
    (units.check, "tr", "35 Prozent mehr", "35'e yükseldi"),
    (units.check, "ru", "12 Euro", "12 долларов"),
    (units.check, "uk", "für sechs Wochen", "на шість місяців"),
    (spelled.check, "tr", "binnen sechs Wochen", "beş hafta içinde"),
    (spelled.check, "en", "zwanzig Minuten zu spät", "late"),
    (spelled.check, "bg", "mindestens sieben Tage vor Beginn", "до шест дни преди началото"),
    (spelled.check, "ar", "zwei Wochen Zeit", "بعد الانتقال ستة أسابيع"),
    (streets.check, "tr", "die Kita an der Weidenstraße", "Weidstraße'deki kreş"),
    (streets.check, "en", "Hafenweg 27", "Harbour Road 27"),
    (negation.check, "tr", "Das dürfen Sie nicht essen.", "Bunu yiyebilirsiniz; zaman ve temel bilgiler."),
    (negation.check, "ar", "Die Schule öffnet nicht.", "تفتح المدرسة الاجتماعية الأولى."),
    (negation.check, "en", "Sie müssen nicht zahlen.", "You must pay the information fee in the office."),
    (numbers.check, "tr", "Im Stadion am Weg saßen 220 Leute.", "1 numaralı stadyumda 220 kişi vardı."),
    (numbers.check, "tr", "Ein Gewitter zog über die Stadt.", "1 fırtına şehrin üzerinden geçti."),
    (script.check, "ar", "Das Amt", "المكتبAmt3x مكتبoffice"),
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
