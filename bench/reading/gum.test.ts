import { expect, test } from 'vitest';
import { readGum } from './gum.ts';

const rows = (...lines: string[]): string =>
  lines
    .map((line) => {
      if (line.startsWith('#') || line === '') return line;
      const [id, form, pos, misc] = line.split(' ');
      return [id, form, '_', pos ?? '_', '_', '_', '_', '_', '_', misc ?? '_'].join('\t');
    })
    .join('\n');

/** A heading and two sentences with attributions, in GUM's format. The first test shows their text. */
const document = rows(
  '# newdoc id = GUM_news_made',
  '# newpar',
  '# newpar_block = head (1 s)',
  '1 Rain NOUN Discourse=organization-heading:1->3:5',
  '',
  '# newpar',
  '1 Ann PROPN Discourse=attribution-positive:2->3:1:sem-atsrc-2-3-_+lex-indwd-4-_|Entity=(1-person-new-sssss-cf1-1,2-coref-Ann_Lee',
  '2 Lee PROPN Entity=1)',
  '3 said VERB',
  '4 it PRON Discourse=ROOT:3:0',
  '5 rained VERB SpaceAfter=No',
  '6 , PUNCT',
  '7 because SCONJ Discourse=causal-cause:4->3:0',
  '8 of ADP',
  '9 May PROPN Entity=(2-time-new-sssss-cf1-1-sgl)|SpaceAfter=No',
  '10 , PUNCT',
  '11 and CCONJ Discourse=joint-list_m:5->3:2',
  '12 left VERB SpaceAfter=No',
  '13 . PUNCT',
  '',
  '1 She PRON Discourse=attribution-negative:6->7:0:sem-atsrc-15-gold|Entity=(1-person-giv-sssss-cf1-1-ana)',
  '2 denied VERB',
  "3-4 it's _ SpaceAfter=No",
  '3 it PRON Discourse=elaboration-additional:7->3:3;attribution-positive:9->7:0:0:sem-atsrc-1-_',
  "4 's AUX",
  '5 . PUNCT',
);

test('a document of GUM is read with its paragraphs and spaces', () => {
  expect(readGum('made', document).text).toBe(
    "Rain\n\nAnn Lee said it rained, because of May, and left. She denied it's.",
  );
});

test('a statement is the unit that someone says, with the units below it; its source has the names that the text gives the person', () => {
  const { text, statements } = readGum('made', document);
  const words = statements.map(({ source, content, names, pronoun }) => ({
    source: source.map((span) => text.slice(span.start, span.end)),
    content: content.map((span) => text.slice(span.start, span.end)),
    names,
    pronoun,
  }));
  expect(words).toEqual([
    { source: ['Ann Lee'], content: ['it rained, because of May,'], names: ['Ann Lee'], pronoun: false },
    { source: ['She'], content: ["it's."], names: ['Ann Lee'], pronoun: true },
    { source: ['Rain'], content: ["it's."], names: [], pronoun: false },
  ]);
});
