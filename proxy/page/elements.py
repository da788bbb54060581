"""What is known of HTML's elements and attributes: tables, and nothing else.

Sources: HTML Standard (WHATWG), sections 4.10.10 (option), 13.1.2 (void elements), 13.2.4.2 (special elements) and
13.2.6.4.7 (implied end tags); the human-readable attributes follow ITS 2.0's HTML defaults and ARIA 1.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VOID = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr basefont bgsound frame
    """.split()
)

# Inline by the browser's default style sheet; every element that is not listed ends a segment.
INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark meter nobr
    output picture progress q rp rt ruby s samp small source span strike strong sub sup textpath time tspan tt u
    var wbr
    """.split()
)

# A label is a string of its own, whatever stands beside it on the line.
BLOCKLIKE_INLINE = frozenset({"label"})

# Their text is code, data or a form's value: never translated.
OPAQUE = frozenset(
    """
    applet canvas code embed iframe kbd math noembed noframes object plaintext pre samp script style template
    textarea var xmp metadata
    """.split()
)

# ... but this is German all the same, and must say so on a translated page.
OPAQUE_PROSE = frozenset({"pre", "xmp"})

# Their names are read out, whatever is in them; that is not translated.
EMBEDDED = frozenset({"applet", "canvas", "embed", "iframe", "object"})

# Controls that are named by the text on them, unless `aria-label` names them (accname 1.2, step 2F); an input by
# its caption.
CONTROLS = frozenset({"a", "button", "input", "summary"})
CONTROL_ROLES = frozenset(
    """
    button checkbox link menuitem menuitemcheckbox menuitemradio option radio switch tab treeitem
    """.split()
)

# Inside these no element can stand, or none but a few: German text in them is marked on the element itself.
TEXT_ONLY = frozenset({"title", "option", "textarea", "desc", "text", "tspan", "textpath"})

FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)

# Inside SVG and MathML there is HTML again in these.
INTEGRATION_POINTS = frozenset({"foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext"})

# 13.2.6.5: an HTML start tag that ends an open SVG or MathML.
BREAKOUT = frozenset(
    """
    b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta
    nobr ol p pre ruby s small span strong strike sub sup table tt u ul var
    """.split()
)

# The tokenizer takes what follows these as text up to their end tag, which in SVG and MathML it is not (13.2.6.5).
RAW_TEXT = frozenset(
    {"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"}
)

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# A start tag of these closes an open paragraph.
CLOSES_PARAGRAPH = HEADINGS | frozenset(
    """
    address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer
    form header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp
    """.split()
)

# HTML Standard 13.2.4.2: an end tag of an inline element does not reach beyond these.
SPECIAL = (
    CLOSES_PARAGRAPH
    | VOID
    | frozenset(
        """
        applet body button caption colgroup frameset head html iframe marquee noembed noframes noscript object
        script select style tbody td template textarea tfoot th thead title tr
        """.split()
    )
    | INTEGRATION_POINTS
)

# Their start tags do not open again the formatting elements that the end of a block cut off (13.2.6.4.7).
BLOCKS = SPECIAL - {"applet", "area", "br", "button", "embed", "img", "input", "marquee", "object", "select", "wbr"}

# 13.2.4.3: a formatting element open outside of these is not one inside.
MARKERS = frozenset({"applet", "caption", "marquee", "object", "td", "template", "th"})

# 13.2.4.2: no end tag but a table's reaches beyond these.
SCOPE = MARKERS | INTEGRATION_POINTS | {"html", "table"}

# Text and foreign elements directly in these belong before the table (13.2.6.1, foster parent).
TABLE_STRUCTURE = frozenset({"table", "tbody", "tfoot", "thead", "tr"})
TABLE_PARTS = TABLE_STRUCTURE | {"caption", "colgroup", "td", "th"}

# A start tag of the key closes these, unless one of the stops stands between.
_CELLS = frozenset({"td", "th", "caption", "colgroup"})
_ROWS = _CELLS | {"tr"}
_GROUPS = TABLE_PARTS - {"table"}
_TABLE = frozenset({"table", "template"})
_ITEM_STOPS = SPECIAL - {"address", "div", "p"}
IMPLIED_END: Mapping[str, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {
        "li": (frozenset({"li"}), _ITEM_STOPS),
        "dt": (frozenset({"dt", "dd"}), _ITEM_STOPS),
        "dd": (frozenset({"dt", "dd"}), _ITEM_STOPS),
        "rt": (frozenset({"rt", "rp"}), SPECIAL | {"ruby"}),
        "rp": (frozenset({"rt", "rp"}), SPECIAL | {"ruby"}),
        "option": (frozenset({"option"}), SPECIAL | {"datalist", "optgroup"}),
        "optgroup": (frozenset({"option", "optgroup"}), SPECIAL),
        "td": (_CELLS, _TABLE | {"tr"}),
        "th": (_CELLS, _TABLE | {"tr"}),
        "tr": (_ROWS, _TABLE | {"tbody", "thead", "tfoot"}),
        "tbody": (_GROUPS, _TABLE),
        "thead": (_GROUPS, _TABLE),
        "tfoot": (_GROUPS, _TABLE),
        "caption": (_GROUPS, _TABLE),
        "colgroup": (_GROUPS, _TABLE),
        "table": (frozenset({"table"}), MARKERS | INTEGRATION_POINTS),
        "button": (frozenset({"button"}), SCOPE),
        "body": (frozenset({"head"}), frozenset()),
    }
)

# These close several elements, one in the other.
REPEATED_END = frozenset({"optgroup", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"})

# The start tags that close anything at all without its end tag.
IMPLYING = CLOSES_PARAGRAPH | frozenset(IMPLIED_END) | {"a", "nobr"}

# Attributes that people read, on any element.
READABLE_EVERYWHERE = frozenset(
    """
    title aria-label aria-description aria-placeholder aria-roledescription aria-valuetext aria-braillelabel
    aria-brailleroledescription aria-rowindextext aria-colindextext
    """.split()
)

# Attributes that people read, on these elements only.
READABLE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "img": frozenset({"alt"}),
        "area": frozenset({"alt"}),
        "input": frozenset({"alt", "placeholder"}),
        "textarea": frozenset({"placeholder"}),
        "th": frozenset({"abbr"}),
        "track": frozenset({"label"}),
        "option": frozenset({"label"}),
        "optgroup": frozenset({"label"}),
        "table": frozenset({"summary"}),
    }
)

READABLE_META = frozenset(
    """
    description keywords og:title og:description og:site_name og:image:alt twitter:title twitter:description
    twitter:image:alt dc.title dc.description dcterms.title dcterms.description
    """.split()
)

# Attributes that lead to another page of the site.
LINKS: Mapping[str, str] = MappingProxyType(
    {
        "a": "href",
        "area": "href",
        "form": "action",
        "button": "formaction",
        "input": "formaction",
        "iframe": "src",
        "frame": "src",
        "base": "href",
    }
)

PAGE_RELATIONS = frozenset({"canonical", "next", "prev", "start", "up", "index", "help", "license", "author"})
