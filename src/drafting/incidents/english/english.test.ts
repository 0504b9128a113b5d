import { describe, expect, test } from 'vitest';
import { extract } from '../../../evidence/extract/extract.ts';
import { draftPage } from '../../draft.ts';
import type { DraftIncident } from '../../schema.ts';

const pageOf = (title: string, paragraphs: readonly string[]): string =>
  `<html lang="en"><head><meta property="og:site_name" content="Coast Ledger"></head><body><article><h1>${title}</h1><time datetime="2026-03-12">12 March 2026</time>${paragraphs.map((words) => (words.startsWith('## ') ? `<h2>${words.slice(3)}</h2>` : `<p>${words}</p>`)).join('')}</article></body></html>`;
const read = (title: string, ...paragraphs: string[]): { text: string; incidents: DraftIncident[] } => {
  const page = extract(Buffer.from(pageOf(title, paragraphs)), { contentType: 'text/html' });
  return { text: page.text, incidents: draftPage(page).incidents };
};
/** Filler, so that the page is an article. */
const more =
  'The town of Drevno has had a paper since 1904, and most of the people who live there have read it for as long as they can remember.';
const only = (...paragraphs: string[]): DraftIncident => {
  const { incidents } = read('News from Drevno', ...paragraphs, more);
  expect(incidents.map(({ act }) => act)).toHaveLength(1);
  return incidents[0]!;
};
/** A target as "name, role, outlet". */
const whom = ({ targets }: DraftIncident): string[] =>
  targets.map(({ name, role, outlet }) => [name, role, outlet].filter(Boolean).join(', '));

describe('the target of an incident', () => {
  test.each([
    [
      'Police detained Anna Weiss, a reporter for the Coastal Herald, in Drevno on Tuesday.',
      'detention',
      ['Anna Weiss, journalist, Coastal Herald'],
    ],
    [
      'Anna Weiss, the editor of the Coastal Herald, was arrested on Tuesday.',
      'arrest',
      ['Anna Weiss, editor, Coastal Herald'],
    ],
    [
      'The editor of the Coastal Herald, Anna Weiss, was fined 200 euros.',
      'sentence',
      ['Anna Weiss, editor, Coastal Herald'],
    ],
    [
      'Coastal Herald photographer Pavel Dorn was beaten by masked men.',
      'attack',
      ['Pavel Dorn, photographer, Coastal Herald'],
    ],
    [
      'Coastal Herald’s editor Anna Weiss was summoned by the police.',
      'summons',
      ['Anna Weiss, editor, Coastal Herald'],
    ],
    ['Soldiers shoved Pavel Dorn, a freelance cameraman, on Monday.', 'attack', ['Pavel Dorn, camera-operator']],
    ['Pavel Dorn, a photographer, was denied boarding on Monday.', 'border-stop', ['Pavel Dorn, photographer']],
    [
      'Border guards denied boarding to Pavel Dorn, a photographer, on Monday.',
      'border-stop',
      ['Pavel Dorn, photographer'],
    ],
    [
      'The court denied broadcasting licences to Pavel Dorn, a blogger, on Monday.',
      'registration-revoked',
      ['Pavel Dorn, blogger'],
    ],
    ['The blogger Pavel Dorn was questioned for three hours.', 'questioning', ['Pavel Dorn, blogger']],
    ['Police searched the newsroom of the Coastal Herald on Monday.', 'newsroom-search', ['Coastal Herald']],
    [
      'Officers seized the phone of Anna Weiss, a reporter for the Coastal Herald.',
      'seizure',
      ['Anna Weiss, journalist, Coastal Herald'],
    ],
    ['The website Coastal Herald was blocked on Monday.', 'blocking', ['Coastal Herald']],
    ['Two reporters of the Coastal Herald were turned away on Monday.', 'denial-of-access', ['Coastal Herald']],
    [
      'Police detained Anna Weiss, a reporter for the Coastal Herald, and the photographer Pavel Dorn on Monday.',
      'detention',
      ['Anna Weiss, journalist, Coastal Herald', 'Pavel Dorn, photographer'],
    ],
    ['The portal “Coastal Herald” was fined 7,000 euros on Monday.', 'sentence', ['Coastal Herald']],
  ])('is read with role and outlet: %s', (sentence, act, expected) => {
    const incident = only(sentence);
    expect([incident.act, whom(incident)]).toEqual([act, expected]);
  });

  test('is the person or outlet that “she”, “the reporter” or “the paper” means', () => {
    const { incidents } = read(
      'News from Drevno',
      'Anna Weiss is a reporter for the weekly Coastal Herald. On Monday she was arrested. The reporter was charged with libel on Tuesday.',
      'The paper was fined 500 euros in 2024.',
      more,
    );
    expect(incidents.map((one) => [one.act, whom(one)])).toEqual([
      ['arrest', ['Anna Weiss, journalist, Coastal Herald']],
      ['charge-brought', ['Anna Weiss, journalist, Coastal Herald']],
      ['sentence', ['Coastal Herald']],
    ]);
  });

  test('can be named in the next sentence', () => {
    const incident = only(
      'A reporter of the Coastal Herald was beaten on Monday.',
      'Anna Weiss, 38, has two broken ribs.',
    );
    expect(whom(incident)).toEqual(['Anna Weiss, journalist, Coastal Herald']);
  });
});

describe('no incident', () => {
  test.each([
    'Anna Weiss, a reporter for the Coastal Herald, was not arrested.',
    'No one beat Anna Weiss, a reporter for the Coastal Herald.',
    'Nobody has arrested Anna Weiss, a reporter for the Coastal Herald, on Monday.',
    'None of the officers beat Anna Weiss, a reporter for the Coastal Herald.',
    'Police have not opened an investigation against Anna Weiss, a reporter.',
    'Anna Weiss, a reporter for the Coastal Herald, denied that she had been arrested.',
    'Anna Weiss, a reporter for the Coastal Herald, denied having paid the clerk.',
    'Anna Weiss, a reporter for the Coastal Herald, denies the charges.',
    'Anna Weiss, a reporter for the Coastal Herald, fears being arrested.',
    'The union demanded that the police release Anna Weiss, a reporter.',
    'Police detained two men in the harbour on Monday.',
    'The mayor, Karl Brandt, was fined 200 euros on Monday.',
    'Anna Weiss, a reporter for the Coastal Herald, questioned why the gate was locked.',
    'At least 17 reporters were fined in the first eight months of the year.',
    'The arena was closed on Monday, said Anna Weiss, a reporter.',
  ])('is read from: %s', (sentence) => {
    expect(read('News from Drevno', sentence, more).incidents).toEqual([]);
  });
});

test('a headline that ends with the word for the act has no incident', () => {
  expect(read('Reporters’ union writes to the detained', more).incidents).toEqual([]);
  expect(read('Union of Coastal Writers to defend the accused and arrested', more).incidents).toEqual([]);
});

describe('what is said of an incident', () => {
  test('is its date, country, target, authority, law and outcome, each with its words', () => {
    const { text, incidents } = read(
      'News from Drevno',
      'The Drevno District Court in Kenya sentenced Anna Weiss, the editor of the Coastal Herald, to two years in prison on Tuesday under Section 12 of the Quiet Streets Act.',
      more,
    );
    const [incident] = incidents;
    expect({
      ...incident,
      spans: incident!.spans.map(({ field, start, end }) => [field, text.slice(start, end)]),
    }).toEqual({
      act: 'sentence',
      background: false,
      date: '2026-03-10',
      place: null,
      country: 'KE',
      targets: [{ name: 'Anna Weiss', kind: 'person', role: 'editor', outlet: 'Coastal Herald' }],
      authority: 'Drevno District Court',
      law: 'Section 12 of the Quiet Streets Act',
      outcome: { kind: 'sentence', value: 'P2Y' },
      spans: [
        ['authority', 'Drevno District Court'],
        ['country', 'Kenya'],
        ['act', 'sentenced'],
        ['target', 'Anna Weiss'],
        ['outcome', 'two years'],
        ['date', 'Tuesday'],
        ['law', 'Section 12 of the Quiet Streets Act'],
      ],
    });
  });

  test.each([
    ['was fined 200 euros', { kind: 'fine', value: '200EUR' }],
    ['was sentenced to eight months in prison', { kind: 'sentence', value: 'P8M' }],
    ['was given two years, suspended', { kind: 'suspended-sentence', value: 'P2Y' }],
    ['was detained for 15 days', { kind: 'custody', value: 'P15D' }],
    ['was detained for an hour and released', { kind: 'released', value: null }],
    ['was acquitted', { kind: 'acquitted', value: null }],
    ['was ordered to pay 900 euros to a miller', { kind: 'damages', value: '900EUR' }],
    ['was detained', null],
  ])('includes the outcome: Anna Weiss %s', (words, outcome) => {
    expect(only(`Anna Weiss, a reporter for the Coastal Herald, ${words} on Monday.`).outcome).toEqual(outcome);
  });

  test('includes the place of the dateline, if the first sentence reports the act', () => {
    expect(only('VELMAR, 12 March (Meridian Wire) – Anna Weiss, a reporter, was detained on Monday.').place).toBe(
      'Velmar',
    );
  });

  test('includes the authority that is named after “by” in the passive', () => {
    expect(
      only('Anna Weiss, a reporter, was detained by members of the Harbour Street Police on Monday.').authority,
    ).toBe('Harbour Street Police');
  });
});

describe('mentions', () => {
  test('of one act are one incident; acts on other dates or against other people are other incidents', () => {
    const { incidents } = read(
      'Editor of the Coastal Herald arrested',
      'Anna Weiss, the editor of the Coastal Herald, was arrested on Tuesday. Police detained Weiss at her office, her lawyer said.',
      'Pavel Dorn, a photographer, was arrested on Wednesday.',
      'In 2019, Weiss was arrested for three days.',
      more,
    );
    expect(incidents.map(({ act, date, targets, background }) => [act, date, targets[0]!.name, background])).toEqual([
      ['arrest', '2026-03-10', 'Anna Weiss', false],
      ['arrest', '2026-03-11', 'Pavel Dorn', false],
      ['arrest', '2019', 'Anna Weiss', true],
    ]);
  });

  test('below a heading with a date have that date', () => {
    const { incidents } = read(
      'Two cases',
      'A list of cases that the Union of Coastal Writers has kept since the beginning of the year.',
      '## Harbour FM (14 February)',
      'The Airwaves Office suspended the station’s licence for three months.',
      '## Anna Weiss, presenter (5 March)',
      'The police summoned the presenter.',
      more,
    );
    expect(incidents.map(({ act, date, targets }) => [act, date, targets[0]!.name])).toEqual([
      ['suspension', '2026-02-14', 'Harbour FM'],
      ['summons', '2026-03-05', 'Anna Weiss'],
    ]);
  });
});

describe('the type of an act', () => {
  test.each([
    ['was remanded in custody', 'arrest'],
    ['was taken into custody', 'detention'],
    ['was charged with libel', 'charge-brought'],
    ['was put on trial', 'hearing'],
    ['was jailed for a year', 'sentence'],
    ['was convicted of libel', 'conviction'],
    ['was deported', 'expulsion'],
    ['was shot dead', 'killing'],
    ['received death threats', 'death-threat'],
    ['lost her accreditation', 'accreditation-refused'],
    ['was sued by a mill', 'suit-filed'],
    ['was let go', 'release'],
  ])('Anna Weiss %s: %s', (words, act) => {
    expect(only(`Anna Weiss, a reporter for the Coastal Herald, ${words} on Monday.`).act).toBe(act);
  });

  test.each([
    ['Police searched the home of Anna Weiss, a reporter, on Monday.', 'home-search'],
    ['Officers confiscated the print run of the Coastal Herald on Monday.', 'edition-confiscated'],
    ['The bank accounts of the newspaper Coastal Herald were frozen on Monday.', 'account-frozen'],
    ['The regulator ordered the website Coastal Herald to remove an article on Monday.', 'removal'],
    ['On Monday the regulator blocked the website Coastal Herald after an article about a mill.', 'blocking'],
    ['The ministry revoked the licence of the station Coastal Herald on Monday.', 'registration-revoked'],
    ['Prosecutors opened a criminal case against Anna Weiss, a reporter, on Monday.', 'investigation-opened'],
    ['Unknown men set fire to the car of Anna Weiss, a reporter, on Monday.', 'property-damage'],
    ['A mill filed a lawsuit on Monday in the Drevno Court against Anna Weiss, a reporter.', 'suit-filed'],
    ['The suit, filed on Monday, demands 40,000 euros from Anna Weiss, a reporter.', 'suit-filed'],
  ])('%s: %s', (sentence, act) => {
    expect(only(sentence).act).toBe(act);
  });
});
