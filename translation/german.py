"""What is known of written German: tables of words, no rules.

Used to cut sentences, to find numbers and to see German left over in a translation.
Abbreviations are kept without blanks and without the last stop, in lower case: `z. B.` is `z.b`.
"""

from __future__ import annotations

from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Something always follows them: never the end of a sentence.
OPEN_ABBREVIATIONS = _words(
    """
    abb abs abschn allg amtl anh anl anm apl aufl ausg az b.a bd beisp bes betr bez bezgl bgm bsp bspw bzgl bzw ca
    co d.h dh dipl dipl.-ing dipl.-kfm dr dr.-ing dt ehem einschl einschließl engl entspr erdg evang evtl exkl fam
    fn franz frl geb geb.-datum gegr gem gesetzl gez ggf ggfs grds habil hausnr hg hist hl hr hrn hrsg i.a i.d i.h.v
    i.s.d i.s.v i.v i.v.m ing inh inkl insb insbes ital jur kap kath kfm lat lfd lt m.e mag max-nr med mind monatl
    mtl nachm nr nrn nördl o.g obb parl phil plz pol poln postf prof priv pkt red rer resp rn rz röm russ s.a s.o
    s.u sog spez st staatl städt stellv str.-nr südl tel tel.-nr telefonnr theol türk tägl u.g u.u ugs ukr univ
    urspr v.a verantw verf verh vgl vors westl wiss wöchentl z.b zb z.bsp zit zi ziff zzgl zw österr östl
    """
)

# These may stand at the end of a sentence: only a word that begins sentences tells. Those with a capital
# letter are abbreviations only so.
CLOSED_ABBREVIATIONS = _words(
    """
    a.a.o a.d a.g a.k a.m a.n.g abt apr aug bhf bldg chr d.i d.j d.m d.o d.v d.ä dez dgl e.v ebd etc f feb febr ff
    fr gmbh hbf hptst i.b i.d.r i.g i.o i.r i.r.d i.ü idr inc jan jg jh jhd jhdt jun k.a m.a m.b.h m.w mbh mio mrd
    n.a n.chr niederrh nov o.b o.dgl o.j o.o o.v o.ä okt p.a p.m pers pl postanschr s.o.s sek sept std stdn stk stck
    str tsd u.a u.a.m u.a.w.g u.dgl u.s.w u.v.a u.v.m u.ä usf usw uva uvm v.chr v.d v.h.n verl whg z.hd z.t z.z z.zt
    zt Art Di Do Fr Jul Kl Max Mi Min Mo Sa Sep So
    """
)

# Capitalised in the middle of a German sentence they would be wrong: after a stop they begin a sentence.
STARTERS = _words(
    """
    Der Die Das Dem Den Des Ein Eine Einen Einem Einer Eines Ich Du Er Sie Es Wir Ihr Ihre Ihren Ihrem Ihrer Ihnen
    Unser Unsere Unseren Unserem Unserer Mein Meine Dein Deine Sein Seine Kein Keine Keinen Dieser Diese Dieses
    Diesen Diesem Jener Jene Jeder Jede Jedes Jeden Jedem Alle Allen Viele Vielen Einige Mehr Weitere Weiteres
    Mehrere In Im Ins Am An Ans Auf Aus Bei Beim Bis Durch Für Gegen Mit Nach Ohne Seit Über Um Unter Vom Von Vor
    Während Wegen Zu Zum Zur Zwischen Trotz Ab Anstelle Aufgrund Gemäß Laut Innerhalb Außerhalb Neben Hinter Und
    Oder Aber Denn Doch Sondern Wenn Weil Dass Da Damit Dann Dort Dorthin Hier Hierzu Hierfür Hiermit Heute Gestern
    Jetzt Nun Nur Noch Nicht Nichts Niemand Auch Bitte So Sobald Sofern Sollte Sollten Falls Ob Obwohl Wie Was Wer
    Wem Wen Wessen Wo Wofür Wohin Woher Wann Warum Wozu Weshalb Welche Welcher Welches Welchen Dabei Dafür Dadurch
    Dagegen Daher Danach Daneben Daran Darauf Daraus Darin Darüber Darum Davon Davor Dazu Deshalb Deswegen Dennoch
    Trotzdem Außerdem Zudem Zusätzlich Allerdings Jedoch Anschließend Ebenso Ebenfalls Insgesamt Insbesondere Man
    Hat Haben Ist Sind War Waren Kann Können Könnte Muss Müssen Darf Dürfen Soll Wird Werden Würde Möchten Wollen
    Sehr Zunächst Zuerst Zuletzt Schließlich Später Vorher Nachher Manchmal Meist Meistens Oft Immer Nie Niemals
    Leider Natürlich Sonst Somit Folglich Bislang Bisher Derzeit Zurzeit Künftig Gleichzeitig Beachten Bringen
    Füllen Geben Klicken Wählen Rufen Senden Schicken Lesen Sehen Vielleicht Gerne Herzlichen Wurde Wurden Wäre
    Hätte Hatte Hatten Andere Anderen Beide Solche Etwa Rund Fast
    """
)

MONTHS = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                ("januar", "jänner", "jan"),
                ("februar", "feber", "feb", "febr"),
                ("märz", "mrz", "mär"),
                ("april", "apr"),
                ("mai",),
                ("juni", "jun"),
                ("juli", "jul"),
                ("august", "aug"),
                ("september", "sep", "sept"),
                ("oktober", "okt"),
                ("november", "nov"),
                ("dezember", "dez"),
            ),
            start=1,
        )
        for name in names
    }
)

# Lower-case words that no name and no other language of ours would show in such number.
FUNCTION_WORDS = _words(
    """
    der die das dem den des ein eine einen einem einer eines und oder aber denn doch sondern wenn weil dass damit
    nicht kein keine keinen keinem keiner mit nach von vom vor zu zum zur bei beim für gegen ohne durch über unter
    zwischen während wegen seit ist sind war waren wird werden wurde wurden hat haben hatte kann können muss müssen
    darf dürfen soll sollen auch noch nur schon sich sie wir ihr ihre ihren ihrem ihrer unser unsere er es ich auf
    aus im am ins ans als wie bis sowie diese dieser dieses diesen diesem jede jeder jedes alle allen mehr hier dort
    dann sehr bitte gibt wo wer was welche sein seine ihnen uns man dabei dazu daher jedoch
    """
)
