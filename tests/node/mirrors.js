// What rtlcss and cssjanus make of style sheets, declaration by declaration.
// Reads {name: [source, ours]} from standard input; writes {name: [[property, value] of source, rtlcss, cssjanus, ours]}.
'use strict';

const cssjanus = require('cssjanus');
const postcss = require('postcss');
const rtlcss = require('rtlcss');

const declarations = (css) => {
  const found = [];
  postcss.parse(css).walkDecls((each) => found.push([each.prop, each.value]));
  return found;
};

// cssjanus takes time with the square of a sheet's length, so it gets one rule after the other.
const janus = (css) => postcss.parse(css).nodes.map((rule) => cssjanus.transform(rule.toString())).join('\n');

const sheets = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const answer = {};
for (const [name, [source, ours]] of Object.entries(sheets)) {
  const texts = [source, rtlcss.process(source), janus(source), ours];
  answer[name] = texts.map(declarations);
}
process.stdout.write(JSON.stringify(answer));
