"""What a proxy can repair of a page's accessibility, honestly: provable, small, and said in the page's change log.

    rules     one function a repair, with the criterion it serves; the table of all
    repairs   the rules that are switched on, as one change of a page; what was repaired, for reports

A rule looks at the page as it was read and yields changes of attributes or insertions. It invents no text, no
alternative text and no heading, changes no colour and no order, adds no script. What may not be repaired is left for
the audit to report. A rule used on its own result changes nothing.
"""
