"""The words of the form for reports, in all ten languages, written by hand.

`{count}` stands for a number of characters, which has a text for each plural form (`glossary/plurals.py`, CLDR).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FormWording:
    """What the form says in one language."""

    title: str
    about: str
    privacy: str
    page: str
    sentence: str
    """Labels the list of the page's sentences."""
    none: str
    """The list's first entry, which chooses nothing."""
    quote: str
    message: str
    at_most: Mapping[str, str]
    """By plural form of how many characters a field takes."""
    send: str
    back: str
    trap: str
    """Labels the field that only programs fill in."""
    not_sent: str
    missing: str
    too_long: str
    again: str
    """The form is too old, was sent by another site, or filled in faster than anybody can."""
    too_many: str
    unavailable: str
    not_public: str
    thanks: str
    received: str
    here: str
    """Leads to the same form with the words of this language."""


FORM_WORDING: Mapping[str, FormWording] = MappingProxyType(
    {
        "de": FormWording(
            title="Übersetzungsfehler melden",
            about="Eine Maschine hat diese Seite übersetzt. Sagen Sie uns, was nicht stimmt. "
            "Die Redaktion der Stadt sieht es sich an.",
            privacy="Bitte schreiben Sie nichts Persönliches: keine Namen, keine Telefonnummern, "
            "keine E-Mail-Adressen. Wir speichern nichts über Sie und können Ihnen deshalb nicht antworten.",
            page="Seite",
            sentence="Welcher Satz ist falsch?",
            none="Bitte auswählen",
            quote="Oder: den falschen Text hierher kopieren",
            message="Was ist falsch? (freiwillig)",
            at_most=MappingProxyType({"one": "Höchstens ein Zeichen.", "other": "Höchstens {count} Zeichen."}),
            send="Meldung senden",
            back="Zurück zur Seite",
            trap="Dieses Feld bitte leer lassen",
            not_sent="Die Meldung wurde nicht gesendet",
            missing="Wählen Sie den Satz aus, oder kopieren Sie ihn in das Feld.",
            too_long="Der Text ist zu lang.",
            again="Bitte prüfen Sie Ihre Angaben und senden Sie das Formular noch einmal.",
            too_many="Von Ihrem Anschluss kamen zu viele Meldungen. Bitte versuchen Sie es später noch einmal.",
            unavailable="Meldungen können im Augenblick nicht angenommen werden. "
            "Bitte versuchen Sie es später noch einmal.",
            not_public="Diese Seite kann nicht gemeldet werden: Es gibt sie nicht, oder sie ist nicht öffentlich.",
            thanks="Vielen Dank",
            received="Ihre Meldung ist bei der Redaktion angekommen.",
            here="Dieses Formular auf Deutsch",
        ),
        "en": FormWording(
            title="Report a translation mistake",
            about="A machine translated this page. Tell us what is wrong. The city’s editors will look at it.",
            privacy="Please write nothing personal: no names, no telephone numbers, no e-mail addresses. "
            "We store nothing about you, and therefore cannot answer you.",
            page="Page",
            sentence="Which sentence is wrong?",
            none="Please choose",
            quote="Or: copy the wrong text here",
            message="What is wrong? (optional)",
            at_most=MappingProxyType({"one": "One character at most.", "other": "{count} characters at most."}),
            send="Send report",
            back="Back to the page",
            trap="Please leave this field empty",
            not_sent="The report was not sent",
            missing="Choose the sentence, or copy it into the field.",
            too_long="The text is too long.",
            again="Please check what you wrote and send the form again.",
            too_many="Too many reports came from your connection. Please try again later.",
            unavailable="Reports cannot be taken at the moment. Please try again later.",
            not_public="This page cannot be reported: it does not exist, or it is not public.",
            thanks="Thank you",
            received="Your report has reached the editors.",
            here="This form in English",
        ),
        "tr": FormWording(
            title="Çeviri hatası bildirin",
            about="Bu sayfayı bir makine çevirdi. Neyin yanlış olduğunu bize yazın. "
            "Belediyenin yayın ekibi inceleyecektir.",
            privacy="Lütfen kişisel bilgi yazmayın: ad, telefon numarası, e-posta adresi yazmayın. "
            "Hakkınızda hiçbir bilgi saklamıyoruz, bu nedenle size yanıt veremiyoruz.",
            page="Sayfa",
            sentence="Hangi cümle yanlış?",
            none="Lütfen seçin",
            quote="Ya da yanlış metni buraya kopyalayın",
            message="Yanlış olan nedir? (isteğe bağlı)",
            at_most=MappingProxyType({"one": "En fazla bir karakter.", "other": "En fazla {count} karakter."}),
            send="Bildirimi gönder",
            back="Sayfaya geri dön",
            trap="Lütfen bu alanı boş bırakın",
            not_sent="Bildirim gönderilmedi",
            missing="Cümleyi seçin veya alana kopyalayın.",
            too_long="Metin çok uzun.",
            again="Lütfen yazdıklarınızı kontrol edin ve formu yeniden gönderin.",
            too_many="Bağlantınızdan çok fazla bildirim geldi. Lütfen daha sonra tekrar deneyin.",
            unavailable="Şu anda bildirim alınamıyor. Lütfen daha sonra tekrar deneyin.",
            not_public="Bu sayfa bildirilemez: Sayfa yok veya herkese açık değil.",
            thanks="Teşekkür ederiz",
            received="Bildiriminiz yayın ekibine ulaştı.",
            here="Bu form Türkçe olarak",
        ),
        "ar": FormWording(
            title="الإبلاغ عن خطأ في الترجمة",
            about="تُرجمت هذه الصفحة آليًا. أخبرنا بما هو غير صحيح، وسيطّلع عليه فريق تحرير المدينة.",
            privacy="يرجى عدم كتابة أي بيانات شخصية: لا أسماء ولا أرقام هواتف ولا عناوين بريد إلكتروني. "
            "نحن لا نحفظ أي شيء عنك، ولذلك لا يمكننا الرد عليك.",
            page="الصفحة",
            sentence="ما الجملة غير الصحيحة؟",
            none="يرجى الاختيار",
            quote="أو انسخ النص غير الصحيح هنا",
            message="ما الخطأ؟ (اختياري)",
            at_most=MappingProxyType(
                {
                    "zero": "لا أحرف.",
                    "one": "حرف واحد على الأكثر.",
                    "two": "حرفان على الأكثر.",
                    "few": "{count} أحرف على الأكثر.",
                    "many": "{count} حرفًا على الأكثر.",
                    "other": "{count} حرف على الأكثر.",
                }
            ),
            send="إرسال البلاغ",
            back="العودة إلى الصفحة",
            trap="يرجى ترك هذا الحقل فارغًا",
            not_sent="لم يُرسَل البلاغ",
            missing="اختر الجملة أو انسخها في الحقل.",
            too_long="النص طويل جدًا.",
            again="يرجى مراجعة ما كتبته وإرسال النموذج مرة أخرى.",
            too_many="وردت بلاغات كثيرة جدًا من اتصالك. يرجى المحاولة مرة أخرى لاحقًا.",
            unavailable="لا يمكن استقبال البلاغات حاليًا. يرجى المحاولة مرة أخرى لاحقًا.",
            not_public="لا يمكن الإبلاغ عن هذه الصفحة: فهي غير موجودة أو غير متاحة للعموم.",
            thanks="شكرًا لك",
            received="وصل بلاغك إلى فريق التحرير.",
            here="هذا النموذج بالعربية",
        ),
        "bg": FormWording(
            title="Съобщете за грешка в превода",
            about="Тази страница е преведена машинно. Кажете ни какво не е вярно. Редакцията на града ще го провери.",
            privacy="Моля, не пишете нищо лично: никакви имена, телефонни номера или имейл адреси. "
            "Не запазваме нищо за Вас и затова не можем да Ви отговорим.",
            page="Страница",
            sentence="Кое изречение е грешно?",
            none="Моля, изберете",
            quote="Или копирайте грешния текст тук",
            message="Какво е грешно? (по желание)",
            at_most=MappingProxyType({"one": "Най-много един знак.", "other": "Най-много {count} знака."}),
            send="Изпращане на сигнала",
            back="Обратно към страницата",
            trap="Моля, оставете това поле празно",
            not_sent="Сигналът не беше изпратен",
            missing="Изберете изречението или го копирайте в полето.",
            too_long="Текстът е твърде дълъг.",
            again="Моля, проверете написаното и изпратете формуляра отново.",
            too_many="От Вашата връзка дойдоха твърде много сигнали. Моля, опитайте отново по-късно.",
            unavailable="В момента не могат да се приемат сигнали. Моля, опитайте отново по-късно.",
            not_public="За тази страница не може да се подаде сигнал: тя не съществува или не е публична.",
            thanks="Благодарим Ви",
            received="Вашият сигнал пристигна в редакцията.",
            here="Този формуляр на български",
        ),
        "ro": FormWording(
            title="Semnalați o greșeală de traducere",
            about="Această pagină a fost tradusă automat. Spuneți-ne ce este greșit. Redacția orașului va verifica.",
            privacy="Vă rugăm să nu scrieți nimic personal: niciun nume, niciun număr de telefon, "
            "nicio adresă de e-mail. Nu păstrăm nimic despre dumneavoastră și de aceea nu vă putem răspunde.",
            page="Pagina",
            sentence="Care propoziție este greșită?",
            none="Vă rugăm să alegeți",
            quote="Sau copiați aici textul greșit",
            message="Ce este greșit? (opțional)",
            at_most=MappingProxyType(
                {
                    "one": "Cel mult un caracter.",
                    "few": "Cel mult {count} caractere.",
                    "other": "Cel mult {count} de caractere.",
                }
            ),
            send="Trimiteți sesizarea",
            back="Înapoi la pagină",
            trap="Vă rugăm să lăsați acest câmp gol",
            not_sent="Sesizarea nu a fost trimisă",
            missing="Alegeți propoziția sau copiați-o în câmp.",
            too_long="Textul este prea lung.",
            again="Vă rugăm să verificați ce ați scris și să trimiteți din nou formularul.",
            too_many="De la conexiunea dumneavoastră au venit prea multe sesizări. Vă rugăm să încercați mai târziu.",
            unavailable="Momentan nu pot fi primite sesizări. Vă rugăm să încercați din nou mai târziu.",
            not_public="Această pagină nu poate fi semnalată: nu există sau nu este publică.",
            thanks="Vă mulțumim",
            received="Sesizarea dumneavoastră a ajuns la redacție.",
            here="Acest formular în română",
        ),
        "pl": FormWording(
            title="Zgłoś błąd w tłumaczeniu",
            about="Ta strona została przetłumaczona maszynowo. Prosimy napisać, co jest nie tak. "
            "Redakcja miasta to sprawdzi.",
            privacy="Prosimy nie podawać danych osobowych: nazwisk, numerów telefonu ani adresów e-mail. "
            "Nie zapisujemy niczego na Państwa temat, dlatego nie możemy odpowiedzieć.",
            page="Strona",
            sentence="Które zdanie jest błędne?",
            none="Proszę wybrać",
            quote="Lub: proszę skopiować tutaj błędny tekst",
            message="Co jest nie tak? (nieobowiązkowo)",
            at_most=MappingProxyType(
                {
                    "one": "Najwyżej jeden znak.",
                    "few": "Najwyżej {count} znaki.",
                    "many": "Najwyżej {count} znaków.",
                }
            ),
            send="Wyślij zgłoszenie",
            back="Powrót do strony",
            trap="To pole proszę pozostawić puste",
            not_sent="Zgłoszenie nie zostało wysłane",
            missing="Proszę wybrać zdanie lub skopiować je do pola.",
            too_long="Tekst jest za długi.",
            again="Prosimy sprawdzić wpisane dane i wysłać formularz jeszcze raz.",
            too_many="Z Państwa łącza nadeszło zbyt wiele zgłoszeń. Prosimy spróbować później.",
            unavailable="W tej chwili nie możemy przyjmować zgłoszeń. Prosimy spróbować później.",
            not_public="Tej strony nie można zgłosić: nie istnieje albo nie jest publiczna.",
            thanks="Dziękujemy",
            received="Zgłoszenie dotarło do redakcji.",
            here="Ten formularz po polsku",
        ),
        "uk": FormWording(
            title="Повідомити про помилку в перекладі",
            about="Цю сторінку перекладено автоматично. Напишіть нам, що не так. Редакція міста це перевірить.",
            privacy="Будь ласка, не пишіть нічого особистого: жодних імен, номерів телефону "
            "чи адрес електронної пошти. Ми нічого про вас не зберігаємо, тому не можемо вам відповісти.",
            page="Сторінка",
            sentence="Яке речення неправильне?",
            none="Будь ласка, виберіть",
            quote="Або скопіюйте сюди неправильний текст",
            message="Що не так? (необов’язково)",
            at_most=MappingProxyType(
                {
                    "one": "Не більше {count} символу.",
                    "few": "Не більше {count} символів.",
                    "many": "Не більше {count} символів.",
                }
            ),
            send="Надіслати повідомлення",
            back="Назад до сторінки",
            trap="Будь ласка, залиште це поле порожнім",
            not_sent="Повідомлення не надіслано",
            missing="Виберіть речення або скопіюйте його в поле.",
            too_long="Текст задовгий.",
            again="Будь ласка, перевірте написане й надішліть форму ще раз.",
            too_many="З вашого з’єднання надійшло забагато повідомлень. Будь ласка, спробуйте пізніше.",
            unavailable="Наразі повідомлення не приймаються. Будь ласка, спробуйте пізніше.",
            not_public="Про цю сторінку не можна повідомити: її немає або вона не є загальнодоступною.",
            thanks="Дякуємо",
            received="Ваше повідомлення надійшло до редакції.",
            here="Ця форма українською",
        ),
        "ru": FormWording(
            title="Сообщить об ошибке в переводе",
            about="Эта страница переведена автоматически. Напишите нам, что неверно. Редакция города это проверит.",
            privacy="Пожалуйста, не пишите ничего личного: никаких имён, номеров телефона и адресов электронной почты. "
            "Мы ничего о вас не храним и поэтому не можем вам ответить.",
            page="Страница",
            sentence="Какое предложение неверно?",
            none="Пожалуйста, выберите",
            quote="Или скопируйте сюда неверный текст",
            message="Что неверно? (необязательно)",
            at_most=MappingProxyType(
                {
                    "one": "Не более {count} символа.",
                    "few": "Не более {count} символов.",
                    "many": "Не более {count} символов.",
                }
            ),
            send="Отправить сообщение",
            back="Назад к странице",
            trap="Пожалуйста, оставьте это поле пустым",
            not_sent="Сообщение не отправлено",
            missing="Выберите предложение или скопируйте его в поле.",
            too_long="Текст слишком длинный.",
            again="Пожалуйста, проверьте написанное и отправьте форму ещё раз.",
            too_many="С вашего подключения поступило слишком много сообщений. Пожалуйста, попробуйте позже.",
            unavailable="Сейчас сообщения не принимаются. Пожалуйста, попробуйте позже.",
            not_public="Об этой странице нельзя сообщить: её нет или она не является общедоступной.",
            thanks="Спасибо",
            received="Ваше сообщение поступило в редакцию.",
            here="Эта форма на русском",
        ),
        "fr": FormWording(
            title="Signaler une erreur de traduction",
            about="Cette page a été traduite automatiquement. Dites-nous ce qui est faux. "
            "La rédaction de la ville le vérifiera.",
            privacy="N’écrivez rien de personnel : ni nom, ni numéro de téléphone, ni adresse électronique. "
            "Nous n’enregistrons rien sur vous et ne pouvons donc pas vous répondre.",
            page="Page",
            sentence="Quelle phrase est fausse ?",
            none="Veuillez choisir",
            quote="Ou copiez ici le texte erroné",
            message="Qu’est-ce qui est faux ? (facultatif)",
            at_most=MappingProxyType(
                {
                    "one": "{count} caractère au maximum.",
                    "many": "{count} de caractères au maximum.",
                    "other": "{count} caractères au maximum.",
                }
            ),
            send="Envoyer le signalement",
            back="Retour à la page",
            trap="Veuillez laisser ce champ vide",
            not_sent="Le signalement n’a pas été envoyé",
            missing="Choisissez la phrase ou copiez-la dans le champ.",
            too_long="Le texte est trop long.",
            again="Veuillez vérifier vos indications et envoyer de nouveau le formulaire.",
            too_many="Trop de signalements sont venus de votre connexion. Veuillez réessayer plus tard.",
            unavailable="Les signalements ne peuvent pas être reçus pour le moment. Veuillez réessayer plus tard.",
            not_public="Cette page ne peut pas être signalée : elle n’existe pas ou n’est pas publique.",
            thanks="Merci",
            received="Votre signalement est arrivé à la rédaction.",
            here="Ce formulaire en français",
        ),
    }
)
