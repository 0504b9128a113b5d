import { describe, expect, it } from 'vitest';
import { properties, readValue } from '../../record/vocabulary/properties.ts';
import { findTerm } from '../../record/vocabulary/terms.ts';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import { eventTypes, orderChoices, type DraftClaim } from '../schema.ts';
import { eventOfAct, ofProceeding, orderOfChoice, partOfActor, proceedingOfAct } from './suggestions.data.ts';
import { suggestStatements } from './suggest.ts';

const claim = (wording: string, statements: DraftClaim['statements'], over: Partial<DraftClaim> = {}): DraftClaim => ({
  wording,
  kind: 'paraphrase',
  mode: 'stated',
  chain: [{ actor: 'X', asWritten: 'X', verb: 'said', source: null, cue: null, carriedOver: false }],
  passage: { exact: wording, prefix: '', suffix: '', start: 0, end: wording.length },
  content: [{ start: 0, end: wording.length }],
  statements,
  dates: [],
  money: [],
  actors: [],
  acts: [],
  confidence: 1,
  ...over,
});
const suggest = (claims: DraftClaim[]) => {
  const names: string[] = [];
  const actor = (name: string) => `#a${(names.includes(name) ? names.indexOf(name) : names.push(name) - 1) + 1}`;
  const { parts, statements } = suggestStatements(claims, {
    actor,
    words: (key) => key.split('.').at(-1)!,
    language: 'en',
  });
  const title = (ref: string) => parts.find((part) => `#${part.key}` === ref)?.title ?? ref;
  return {
    parts,
    names,
    raw: statements,
    said: statements.map((list) =>
      list.map(
        (one) =>
          `${title(one.subject)}: ${one.property} = ${typeof one.value === 'string' ? title(one.value) : JSON.stringify(one.value)}`,
      ),
    ),
  };
};

describe('suggested statements', () => {
  it('make one lawsuit from a suit and its verdict, with one order for each duty', () => {
    const { parts, said } = suggest([
      claim('He and his son sued them in January 2017.', [
        { property: 'filed', value: '2017-01' },
        { property: 'plaintiff', value: { name: 'Z' } },
        { property: 'event', value: 'lawsuit' },
      ]),
      claim(
        'After closed hearings, the court verdict ordered them to pay around $160,000.',
        [
          { property: 'orders', value: 'damages' },
          { property: 'orders', value: 'removal' },
          { property: 'damages', value: { amount: 160000, currency: 'USD', about: true } },
          { property: 'hearings', value: 'closed' },
          { property: 'event', value: 'ruling' },
          { property: 'event', value: 'removal-order' },
        ],
        { mode: 'ordered' },
      ),
    ]);
    expect(parts.map((part) => [part.kind, part.title, part.parent])).toEqual([
      ['proceeding', 'civil-suit', null],
      ['event', 'suit-filed', null],
      ['event', 'ruling', null],
      ['order', 'damages', '#p1'],
      ['order', 'removal', '#p1'],
    ]);
    expect(said[0]).toEqual([
      'civil-suit: proceeding-kind = civil-suit',
      'suit-filed: event-type = suit-filed',
      'suit-filed: date = 2017-01',
      '#case: incident-type = civil-suit',
      'civil-suit: filed = 2017-01',
      'civil-suit: involvement = {"actor":"#a1","role":"plaintiff"}',
    ]);
    expect(said[1]).toEqual([
      'ruling: event-type = ruling',
      'ruling: part-of = civil-suit',
      'civil-suit: hearings = closed',
      'damages: order-kind = damages',
      'damages: amount = {"amount":"160000","currency":"USD","about":true}',
      'removal: order-kind = removal',
      '#case: incident-type = removal-order',
    ]);
  });

  it('say that a website was blocked only if the claim does not merely order it', () => {
    const types = (mode: DraftClaim['mode']) =>
      suggest([
        claim(
          'The court ordered the blocking of the site.',
          [
            { property: 'event', value: 'blocking' },
            { property: 'orders', value: 'blocking' },
          ],
          { mode },
        ),
      ]).said[0]!.filter((one) => one.includes('incident-type'));
    expect(types('ordered')).toEqual(['#case: incident-type = blocking-order']);
    expect(types('stated')).toEqual(['#case: incident-type = blocking', '#case: incident-type = blocking-order']);
  });

  it('make one event of two mentions of a letter, and two events of attacks on two days', () => {
    const { parts, said } = suggest([
      claim(
        '26 groups, including PEN, sent a letter on 18 May.',
        [
          { property: 'happened', value: '2018-05-18' },
          { property: 'signatories', value: 26 },
          { property: 'event', value: 'letter-sent' },
        ],
        { actors: [{ name: 'PEN', kind: 'organisation', spans: [{ start: 21, end: 24 }] }] },
      ),
      claim('The organisations that sent the letter belong to a network.', [
        { property: 'event', value: 'letter-sent' },
      ]),
      claim('She was attacked on 1 May.', [
        { property: 'happened', value: '2018-05-01' },
        { property: 'event', value: 'attack' },
      ]),
      claim('She was attacked again on 3 May.', [
        { property: 'happened', value: '2018-05-03' },
        { property: 'event', value: 'attack' },
      ]),
    ]);
    expect(parts.map((part) => part.title)).toEqual(['letter-sent', 'attack', 'attack']);
    expect(said[0]).toContain('letter-sent: signatories = {"count":26,"bound":"exact"}');
    expect(said[0]).toContain('letter-sent: signatory = #a1');
    expect(said[0]).toContain('letter-sent: sent = 2018-05-18');
    expect(said[1]).toEqual(['letter-sent: event-type = letter-sent']);
  });

  it.each([
    [
      'The next hearing is scheduled for 12 May 2026 at the Medeu District Court.',
      '2026-05-12',
      'Medeu District Court',
    ],
    ['The hearing was adjourned until 12 May 2026.', '2026-05-12', null],
    ['His trial will begin on 12 May 2026, the lawyer said.', '2026-05-12', null],
    ['The appeal is due to be heard by the Almaty City Court on 12 May 2026.', '2026-05-12', 'Almaty City Court'],
    ['The hearing was held on 12 May 2026.', null, null],
    ['The hearing was adjourned on 12 May 2026.', null, null],
    ['A hearing that was scheduled for 12 May 2026 was cancelled.', null, null],
    ['The sale of hearing aids is planned for 12 May 2026.', null, null],
    ['On hearing that elections are scheduled for 12 May 2026, the editor resigned.', null, null],
    ['The next hearing is scheduled for May 2026.', null, null],
  ])('have a hearing only if the text announces one for a day: %s', (sentence, day, court) => {
    const page = `Court News\n\n3 May 2026\n\n${sentence} The editor, Lena Moroz, was fined in April, Press Watch said.`;
    const { parts, raw, names } = suggest(draftPage(extract(Buffer.from(page))).claims);
    const hearings = parts.filter((part) => part.kind === 'hearing');
    expect(hearings.map(({ parent }) => parent)).toEqual(day ? ['#p1'] : []);
    const said = raw.flat().filter(({ subject }) => subject === `#${hearings[0]?.key}`);
    expect(said.filter(({ property }) => property === 'hearing-time').map(({ value }) => value)).toEqual(
      day ? [{ at: day }] : [],
    );
    expect(
      said
        .filter(({ property }) => property === 'heard-by')
        .map(({ value }) => names[Number(String(value).slice(2)) - 1]),
    ).toEqual(court ? [court] : []);
  });

  it('connect what a law requires to the law mentioned before', () => {
    const { said } = suggest([
      claim('The president approved amendments.', [
        { property: 'happened', value: '2017-12' },
        { property: 'event', value: 'law-signed' },
      ]),
      claim('The law now requires websites to keep it for three months.', [{ property: 'retention', value: 'P3M' }]),
    ]);
    expect(said[1]).toEqual([
      'law-signed: duty = {"text":"The law now requires websites to keep it for three months.","language":"en"}',
      'law-signed: retention-period = P3M',
    ]);
  });

  it('are empty for a claim that leaves open what happened', () => {
    expect(
      suggest([
        claim('It is unclear whether he sued.', [{ property: 'event', value: 'lawsuit' }], { mode: 'left-unclear' }),
      ]).said,
    ).toEqual([[]]);
  });

  it('have only acts, orders, proceedings and properties that the catalogue has', () => {
    for (const type of eventTypes.map((act) => eventOfAct[act]).filter((one) => one !== null))
      expect(findTerm('event-type', type), type).toBeDefined();
    for (const choice of orderChoices) expect(findTerm('order-kind', orderOfChoice[choice]), choice).toBeDefined();
    for (const kind of Object.values(proceedingOfAct)) expect(findTerm('proceeding-kind', kind)).toBeDefined();
    for (const key of Object.values(ofProceeding))
      expect(properties.find((one) => one.key === key)?.on, key).toContain('proceeding');
    for (const part of Object.values(partOfActor).filter((one) => 'property' in one))
      expect(properties.find((one) => one.key === part.property)?.on).toContain(part.on);
  });

  it('give values that the catalogue accepts, whatever a draft says', () => {
    const everything: DraftClaim['statements'] = [
      ...['filed', 'opened', 'ended', 'happened'].map((property) => ({ property, value: '2018-03' })),
      ...orderChoices.map((value) => ({ property: 'orders', value })),
      ...eventTypes.map((value) => ({ property: 'event', value })),
      ...Object.keys(partOfActor).map((property) => ({ property, value: { name: 'Y' } })),
      { property: 'hearings', value: 'open' },
      { property: 'hearing', value: '2018-03-01' },
      { property: 'ground', value: 'libel' },
      { property: 'provision', value: 'Article 1' },
      { property: 'damages', value: { amount: 12.5, currency: 'KZT', about: false } },
      { property: 'signatories', value: 3 },
      { property: 'retention', value: 'P1Y' },
    ];
    const { raw, parts } = suggest([
      claim('The law requires it, including X.', everything, {
        actors: [{ name: 'X', kind: 'organisation', spans: [{ start: 34, end: 35 }] }],
      }),
    ]);
    expect(raw[0]!.length).toBeGreaterThan(60);
    const onRecord = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value)
          .replace(/#a\d+/g, 'actor/1')
          .replace(/#p\d+/g, 'proceeding/1')
          .replace(/#e\d+/g, 'event/1'),
      );
    for (const one of raw[0]!) {
      const kind = one.subject === '#case' ? 'case' : parts.find((part) => `#${part.key}` === one.subject)!.kind;
      expect(readValue(one.property, kind, onRecord(one.value)), `${kind} ${one.property}`).toMatchObject({ ok: true });
    }
  });
});
