import { describe, expect, test } from 'vitest';
import { readPage } from '../../scripts/corpus/page.ts';
import type { Draft, DraftClaim } from '../../src/drafting/schema.ts';
import { errorsIn } from './errors.ts';
import { tally } from './measures.ts';
import { scorePage, type Figures } from './score.ts';

const source = `---
id: en-901
languages: en
template: text
style: local
author: A
double: no
split: train
published: 2026-03-12T07:42
modified: none
byline: Ivo Brandt
site: Coast Herald
voice: @herald
@herald: outlet, Coast Herald
@weiss: person, Anna Weiss
@police: authority, Drevno Police
@spokesman: person, ?
claim 1: stated, paraphrase, @weiss
claim 2: quoted, quotation, @weiss
claim 3: stated, paraphrase, @spokesman
incident 1: newsroom-search
  target: @herald
  target: @weiss, editor, @herald
  authority: @police
  date: 2026-03-10
---
Menu

[[title|Raid on a weekly]]

[[body|[[@police|Drevno Police]] [[inc1|searched the newsroom]] of the [[@herald|Coast Herald]] on [[inc1.date date=2026-03-10|10 March 2026]] and took [[sum=500EUR|500 euros]].

[[who1 @weiss|Anna Weiss]] [[cue1|said]] [[what1|the officers had no warrant]]. [[what2|“They were polite. They left at noon,”]] [[who2 @weiss.p|she]] [[cue2|added]].

[[what3|The search was lawful]], [[who3 @spokesman.d|a spokesman for the [[@police|Drevno Police]]]] [[cue3|said]].]]

Footer`;
const { page, problems } = readPage('en-901.txt', source);
const text = page.clean;

const span = (words: string, from = 0): { start: number; end: number } => {
  const start = text.indexOf(words, from);
  if (start < 0) throw new Error(`“${words}” is not in the page.`);
  return { start, end: start + words.length };
};
const last = (words: string) => span(words, text.lastIndexOf(words));
type Of = { who: string; cue: string; name: string | null; content: string; more?: Partial<DraftClaim> };
const claim = ({ who, cue, name, content, more }: Of): DraftClaim => ({
  wording: content,
  kind: 'paraphrase',
  mode: 'stated',
  chain: [{ actor: name, asWritten: who, verb: cue, source: [span(who)], cue: [last(cue)], carriedOver: false }],
  passage: { exact: content, prefix: '', suffix: '', ...span(content) },
  content: [span(content)],
  statements: [],
  dates: [],
  money: [],
  actors: [],
  acts: [],
  confidence: 1,
  ...more,
});

const perfect: Draft = {
  fields: {
    title: 'Raid on a weekly',
    standfirst: null,
    published: '2026-03-12',
    language: 'en',
    byline: [{ role: 'by', name: 'Ivo Brandt' }],
    photoCredit: null,
    publisher: 'Coast Herald',
    agency: null,
    issn: null,
    body: page.blocks.flatMap((block) => (block.role === 'body' ? [block.text] : [])),
  },
  unclear: false,
  furniture: [],
  claims: [
    claim({
      who: 'Coast Herald',
      cue: 'searched',
      name: 'Coast Herald',
      content: 'Drevno Police searched the newsroom of the Coast Herald on 10 March 2026 and took 500 euros',
      more: {
        pagesOwn: true,
        acts: ['search'],
        dates: [{ text: '10 March 2026', edtf: '2026-03-10' }],
        money: [{ text: '500 euros', amount: 500, currency: 'EUR', about: false }],
        actors: [
          { name: 'Drevno Police', kind: 'authority', spans: [span('Drevno Police'), last('Drevno Police')] },
          { name: 'Coast Herald', kind: 'outlet', spans: [span('Coast Herald')] },
        ],
      },
    }),
    claim({
      who: 'Anna Weiss',
      cue: 'said',
      name: 'Anna Weiss',
      content: 'the officers had no warrant',
      more: {
        chain: [
          {
            actor: 'Anna Weiss',
            asWritten: 'Anna Weiss',
            verb: 'said',
            source: [span('Anna Weiss')],
            cue: [span('said')],
            carriedOver: false,
          },
        ],
        actors: [{ name: 'Anna Weiss', kind: 'person', spans: [span('Anna Weiss')] }],
      },
    }),
    // These two claims belong to one statement.
    claim({ who: 'she', cue: 'added', name: 'Anna Weiss', content: '“They were polite.' }),
    claim({ who: 'she', cue: 'added', name: 'Anna Weiss', content: 'They left at noon,”' }),
    claim({
      who: 'a spokesman for the Drevno Police',
      cue: 'said',
      name: 'Drevno Police',
      content: 'The search was lawful',
    }),
  ],
  incidents: [
    {
      act: 'newsroom-search',
      background: false,
      date: '2026-03-10',
      place: null,
      country: null,
      targets: [
        { name: 'Coast Herald', kind: 'outlet', role: null, outlet: null },
        { name: 'Anna Weiss', kind: 'person', role: 'editor', outlet: 'Coast Herald' },
      ],
      authority: 'Drevno Police',
      law: null,
      outcome: null,
      spans: [{ field: 'act', ...span('searched') }],
    },
  ],
  questions: [],
  gaps: [],
};
const shares = (figures: Figures): Record<string, string> =>
  Object.fromEntries(
    Object.entries(figures).map(([key, { right, found, expected }]) => [key, `${right} of ${found}, ${expected}`]),
  );

test('the page of these tests is valid in the corpus', () => {
  expect(problems).toEqual([]);
});

describe('the figures of a page', () => {
  test('are perfect for a perfect draft', () => {
    expect(shares(scorePage(page, perfect, text))).toEqual({
      body: '1 of 1, 1',
      empty: '0 of 1, 1',
      published: '1 of 1, 1',
      invented: '0 of 0, 0',
      byline: '1 of 1, 1',
      content: '16 of 16, 16',
      triples: '3 of 3, 3',
      sources: '3 of 3, 3',
      attributed: '3 of 3, 3',
      // The claim may name the ministry instead of its spokesman, but need not.
      named: '3 of 3, 3',
      pronounsNamed: '1 of 1, 1',
      pronounsWrong: '0 of 4, 4',
      wrong: '0 of 4, 4',
      known: '4 of 4, 4',
      target: '1 of 1, 1',
      type: '1 of 1, 1',
      targetKnown: '2 of 2, 2',
      incidents: '1 of 1, 1',
      incidentDate: '1 of 1, 1',
      incidentRole: '1 of 1, 1',
      incidentOutlet: '1 of 1, 1',
      incidentAuthority: '1 of 1, 1',
      incidentPlace: '0 of 0, 0',
      incidentCountry: '0 of 0, 0',
      incidentLaw: '0 of 0, 0',
      incidentOutcome: '0 of 0, 0',
      incidentBackground: '1 of 1, 1',
      dates: '1 of 1, 1',
      sums: '1 of 1, 1',
      entities: '4 of 4, 4',
      names: '4 of 4, 4',
    });
    expect(errorsIn(page, perfect, text)).toEqual([]);
  });

  test('have nothing right for an empty draft', () => {
    const fields = { ...perfect.fields, published: null, byline: [], body: [] };
    const figures = scorePage(page, { ...perfect, fields, claims: [], incidents: [] }, text);
    expect(figures['empty']).toEqual(tally(1, 1, 1));
    const right = Object.entries(figures).filter(([key, value]) => key !== 'empty' && value.right > 0);
    expect(right).toEqual([]);
    expect(errorsIn(page, { ...perfect, fields, claims: [] }, text)).toHaveLength(6);
  });

  test.each<[string, Partial<Record<string, string>>, (draft: Draft) => void]>([
    ['a part of the body', { body: '0.9 of 1, 1' }, ({ fields }) => fields.body.push('Menu '.repeat(10))],
    ['the day', { published: '0 of 1, 1' }, ({ fields }) => (fields.published = '2026-03-10')],
    ['the author', { byline: '0 of 1, 1' }, ({ fields }) => (fields.byline = [{ role: 'by', name: 'Photo Desk' }])],
    [
      'a speaker',
      { named: '2 of 3, 3', wrong: '1 of 4, 4', pronounsWrong: '0 of 4, 4' },
      ({ claims }) => (claims[1]!.chain[0]!.actor = 'Drevno Police'),
    ],
    [
      'a pronoun',
      { named: '2 of 3, 3', wrong: '2 of 4, 4', pronounsWrong: '2 of 4, 4' },
      ({ claims }) => claims.slice(2, 4).forEach((one) => (one.chain[0]!.actor = 'Ivo Brandt')),
    ],
    [
      'a cue',
      { triples: '2 of 3, 3', sources: '3 of 3, 3' },
      ({ claims }) => (claims[1]!.chain[0]!.cue = [last('said')]),
    ],
    [
      'what is the page’s own',
      { content: '16 of 18, 16', known: '4 of 5, 5' },
      ({ claims }) => claims.push(claim({ who: 'Anna Weiss', cue: 'added', name: 'Anna Weiss', content: '500 euros' })),
    ],
    [
      'who is the target',
      { target: '0 of 1, 1', targetKnown: '1 of 2, 2' },
      ({ incidents }) => (incidents[0]!.targets[1]!.name = 'Ivo Brandt'),
    ],
    [
      'an incident of another day',
      { incidents: '0 of 1, 1', incidentDate: '0 of 0, 0' },
      ({ incidents }) => (incidents[0]!.date = '2026-02-01'),
    ],
    [
      'an incident of another act, narrower or not',
      { incidents: '0 of 1, 1' },
      ({ incidents }) => (incidents[0]!.act = 'home-search'),
    ],
    [
      'the role, outlet, authority and outcome of an incident',
      {
        incidents: '1 of 1, 1',
        incidentRole: '0 of 1, 1',
        incidentOutlet: '0 of 0, 1',
        incidentAuthority: '0 of 1, 1',
        incidentOutcome: '0 of 1, 0',
        incidentBackground: '0 of 1, 1',
      },
      ({ incidents: [one] }) => {
        Object.assign(one!.targets[1]!, { role: 'journalist', outlet: null });
        Object.assign(one!, { authority: 'Ivo Brandt', outcome: { kind: 'released', value: null }, background: true });
      },
    ],
    ['an act', { type: '1 of 2, 2' }, ({ claims }) => (claims[1]!.acts = ['blocking'])],
    [
      'a date and a sum',
      { dates: '0 of 1, 1', sums: '1 of 2, 1' },
      ({ claims }) => {
        claims[0]!.dates[0]!.edtf = '2026-03';
        claims[0]!.money.push({ text: '500', amount: 500, currency: 'EUR', about: true });
      },
    ],
    [
      'the kind of a name',
      { entities: '3 of 4, 4', names: '4 of 4, 4' },
      ({ claims }) => (claims[1]!.actors[0]!.kind = null),
    ],
  ])('differ for a draft that has %s wrong', (_, expected, change) => {
    const draft = structuredClone(perfect);
    change(draft);
    expect(shares(scorePage(page, draft, text))).toMatchObject(expected);
    expect(shares(scorePage(page, draft, text))).not.toEqual(shares(scorePage(page, perfect, text)));
  });

  test('count an invented byline only on a page that has none', () => {
    const none = { ...page, byline: [] };
    expect(scorePage(none, perfect, text)['invented']).toEqual(tally(1, 1, 1));
    expect(scorePage(none, { ...perfect, fields: { ...perfect.fields, byline: [] } }, text)['invented']).toEqual(
      tally(0, 1, 1),
    );
  });
});
