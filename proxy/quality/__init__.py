"""How good a model is: measured on a set of texts, shown, kept and compared.

result    what a measurement says, as values and as JSON
measure   one engine on one set: translate as the service does, with every memory switched off
scores    chrF and BLEU (sacrebleu, the extra `[bench]`), terms, numbers
compare   two results: what became better, what worse
table     a result for the terminal
page      results as an accessible HTML page
plot      its drawings, as SVG
"""
