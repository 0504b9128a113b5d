import { describe, expect, test } from 'vitest';
import { extract } from '../evidence/extract/extract.ts';
import { loadCases } from './cases/score.ts';
import { draftPage } from './draft.ts';
import { draftSchema, type Draft } from './schema.ts';

type Read = { text: string; draft: Draft };
const read = (...paragraphs: string[]): Read => {
  const html = `<html lang="en"><body><article><h1>A raid in Drevno</h1><time datetime="2026-03-12">12 March 2026</time>${paragraphs.map((words) => `<p>${words}</p>`).join('')}</article></body></html>`;
  const page = extract(Buffer.from(html), { contentType: 'text/html' });
  return { text: page.text, draft: draftPage(page) };
};
const at = (text: string, spans: readonly { start: number; end: number }[] | null): string[] | null =>
  spans?.map(({ start, end }) => text.slice(start, end)) ?? null;
/** Each attributed claim: the words of source and cue of each speaker, then the words of the content. */
const triples = ({ text, draft }: Read): unknown[] =>
  draft.claims
    .filter((claim) => !claim.pagesOwn)
    .map(({ chain, content }) => [
      ...chain.map(({ source, cue }) => [at(text, source), at(text, cue)]),
      at(text, content),
    ]);

const filler =
  'Officers of the district police searched the newsroom of the weekly for three hours and took two computers with them.';

describe('the places of a claim in the text', () => {
  test.each([
    ['Anna Weiss, the editor, did not immediately say that she would appeal.', []],
    [
      'Anna Weiss said that the officers had shown no warrant.',
      [[[['Anna Weiss'], ['said']], ['the officers had shown no warrant']]],
    ],
    [
      'The officers, Anna Weiss has also said, had shown no warrant.',
      [
        [
          [['Anna Weiss'], ['has', 'said']],
          ['The officers', 'had shown no warrant'],
        ],
      ],
    ],
    [
      '“They showed no warrant,” said Anna Weiss, “and left at noon.”',
      [
        [
          [['Anna Weiss'], ['said']],
          ['“They showed no warrant,”', '“and left at noon.”'],
        ],
      ],
    ],
    [
      'According to a spokesman for the Ministry of Street Order, the search was lawful.',
      [[[['a spokesman for the Ministry of Street Order'], ['According to']], ['the search was lawful']]],
    ],
    // The addressee of a request is not part of what is said. For a fine, the page reports no words, so the content is
    // empty.
    [
      'The Union of Coastal Writers urged residents not to pay the fee.',
      [[[['Union of Coastal Writers'], ['urged']], ['not to pay the fee']]],
    ],
    ['A tribunal fined the site 2 million forints for insulting the mayor.', [[[['A tribunal'], ['fined']], []]]],
    ['Anna Weiss spoke of a bad day.', [[[['Anna Weiss'], ['spoke']], ['a bad day']]]],
    ['Anna Weiss stood up and left.', []],
    [
      'The Union of Coastal Writers slammed the search and on Tuesday sat before the gate.',
      [[[['Union of Coastal Writers'], ['slammed']], ['the search']]],
    ],
    [
      'The Union of Coastal Writers condemned the search.',
      [[[['Union of Coastal Writers'], ['condemned']], ['the search']]],
    ],
    [
      'Weiss was accused by the police of fraud.',
      [
        [
          [['the police'], ['was accused']],
          ['Weiss', 'of fraud'],
        ],
      ],
    ],
    [
      'The Coastal Herald quoted Anna Weiss as saying that the search was a farce.',
      [[[['Anna Weiss'], ['quoted', 'as saying']], [['Coastal Herald'], ['quoted']], ['the search was a farce']]],
    ],
  ])('are those of source, cue and content: %s', (sentence, expected) => {
    expect(triples(read('Anna Weiss is the editor of the weekly.', sentence, filler))).toEqual(expected);
  });

  test('of an attribution that is carried over are in the sentence before, which names the speaker', () => {
    const one = read('Anna Weiss said they had shown no warrant. “They left at noon.”', filler);
    const [first, second] = one.draft.claims.filter((claim) => !claim.pagesOwn);
    expect(second!.chain[0]).toMatchObject({ carriedOver: true, source: first!.chain[0]!.source });
    expect(at(one.text, second!.content)).toEqual(['“They left at noon.”']);
  });

  test('of the page’s own words are those of the content; there is no source and no cue', () => {
    const { text, draft } = read(filler);
    expect(draft.claims[0]).toMatchObject({ pagesOwn: true, chain: [{ source: null, cue: null }] });
    expect(at(text, draft.claims[0]!.content)).toEqual([filler.slice(0, -1)]);
  });

  test('include one for each mention of an actor', () => {
    const { text, draft } = read(
      'Anna Weiss said that the Ministry of Street Order had searched it, and that Weiss was away.',
    );
    expect(draft.claims[0]!.actors.map(({ name, kind, spans }) => [name, kind, at(text, spans)])).toEqual([
      ['Ministry of Street Order', 'authority', ['Ministry of Street Order']],
      ['Anna Weiss', 'person', ['Weiss', 'Anna Weiss']],
    ]);
  });
});

describe('an incident', () => {
  test('has each field that words of the page give, with their place; its other fields are null', () => {
    const { text, draft } = read(
      'The newsroom of the weekly is in Drevno, where it has been printed since 1990.',
      'Police in Kenya detained Anna Weiss on 10 March 2026.',
      'The City Court of Drevno said that Weiss had been detained under Article 12.',
    );
    const [incident, ...more] = draft.incidents;
    expect(more).toEqual([]);
    expect({
      ...incident,
      spans: incident!.spans.map((span) => [span.field, text.slice(span.start, span.end)]),
    }).toEqual({
      act: 'detention',
      background: false,
      date: '2026-03-10',
      place: null,
      country: 'KE',
      targets: [{ name: 'Anna Weiss', kind: 'person', role: null, outlet: null }],
      authority: 'police',
      law: 'Article 12',
      outcome: null,
      spans: [
        ['authority', 'Police'],
        ['country', 'Kenya'],
        ['act', 'detained'],
        ['target', 'Anna Weiss'],
        ['date', '10 March 2026'],
        ['target', 'Weiss'],
        ['act', 'detained'],
        ['law', 'Article 12'],
      ],
    });
  });

  test('on another date is another incident, and an act that is denied is no incident', () => {
    const { draft } = read(
      'The newsroom of the weekly is in Drevno, where it has been printed since 1990.',
      'Police searched the weekly on 10 March 2026.',
      'Police had searched the weekly on 2 May 2025, too.',
      'Anna Weiss denied that she had threatened officers.',
    );
    expect(draft.incidents.map(({ act, date }) => [act, date])).toEqual([
      ['search', '2026-03-10'],
      ['search', '2025-05-02'],
    ]);
  });

  test('is not read from a statement or a letter', () => {
    expect(read('The union issued a statement on 10 March 2026.', 'It sent an open letter.').draft.incidents).toEqual(
      [],
    );
  });
});

describe('the drafts of whole pages', () => {
  const pages = ['own', 'blind'].flatMap((set) => loadCases(new URL(`cases/${set}`, import.meta.url).pathname));
  const drafts = pages.map(({ name, page }): [string, Read] => {
    const extracted = extract(page);
    return [name, { text: extracted.text, draft: draftPage(extracted) }];
  });
  const plain = (words: string): string => words.replace(/\s+/g, ' ');

  test('are more than 15, with more than 20 incidents', () => {
    expect(drafts.length).toBeGreaterThan(15);
    expect(drafts.flatMap(([, { draft }]) => draft.incidents).length).toBeGreaterThan(20);
  });

  test.each(drafts)('have in each place the words that the draft gives: %s', (_, { text, draft }) => {
    expect(draftSchema.parse(draft)).toEqual(draft);
    for (const claim of draft.claims) {
      for (const link of claim.chain) {
        expect(link.source && plain(at(text, link.source)!.join(' '))).toBe(link.asWritten);
        expect(at(text, link.cue)?.every((words) => /\p{L}/u.test(words)) ?? true).toBe(true);
      }
      for (const { start, end } of claim.content) {
        expect(start).toBeLessThan(end);
        const frame = claim.chain.flatMap(({ source, cue }) => [...(source ?? []), ...(cue ?? [])]);
        expect(frame.filter((span) => span.start < end && start < span.end)).toEqual([]);
      }
      for (const { spans } of claim.actors)
        for (const { start, end } of spans) expect(text.slice(start, end)).toMatch(/\p{Lu}/u);
    }
    for (const incident of draft.incidents) {
      const has = (field: string): boolean => incident.spans.some((span) => span.field === field);
      expect(has('act')).toBe(true);
      expect(has('date')).toBe(incident.date !== null);
      expect(has('country')).toBe(incident.country !== null);
      expect(has('target')).toBe(incident.targets.length > 0);
      expect(has('authority')).toBe(incident.authority !== null);
      expect(has('law')).toBe(incident.law !== null);
    }
  });
});
