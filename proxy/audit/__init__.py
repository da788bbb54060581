"""The accessibility audit: a page as a browser shows it, German and translated, and what is wrong with it.

The way of an audit, file by file:

    plan            what is asked for; result: what was found; finding: one fault at one place
    run             from page to page: visits, rules, comparison, report
    browser, visit  open Chromium; open a page in it and write down everything the rules want to know
    scripts/        what runs in the page: boxes and styles, overflow, large text, focus
    page, tree      what was written down: elements, accessibility tree
    rules/          one small function a rule; `german` knows German words, `clauses` the clauses of EN 301 549
    axe             axe-core, if it is there
    outline, compare   what a translation lost or changed (EN 301 549, 5.4)
    places          findings of spots
    verdict         when an audit has failed
    report/         HTML, JSON, CSV, EARL; reference: the rules as a table of the documentation

Nothing that serves imports this package; Playwright is an extra.
"""
