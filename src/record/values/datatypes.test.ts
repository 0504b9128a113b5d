import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { messages } from '../../platform/messages/messages.ts';
import {
  comparePositions,
  tieType,
  involvementType,
  kinshipType,
  positionType,
  type Position,
} from './composite-types.ts';
import { shortKey } from './datatype.ts';
import { dateTimeType, momentOf, offsetOf, sortMoment } from './date-time.ts';
import { datatypeFor, datatypeNames, type ValueKind } from './datatypes.ts';
import { compareDurations } from './duration.ts';
import { comparePlaces } from './place.ts';
import { inverse, type Relation } from './relation.ts';
import {
  compareCounts,
  countBounds,
  countType,
  identifierType,
  languageType,
  textType,
  urlType,
} from './simple-types.ts';
import { edtfText } from './testing/edtf.ts';

const kindOf = (type: (typeof datatypeNames)[number]): ValueKind =>
  type === 'choice' ? { type, list: 'event-type' } : type === 'thing' ? { type, kinds: ['actor', 'case'] } : { type };

const actor = fc.integer({ min: 1, max: 3 }).map((number) => `actor/${number}`);
const edtf = edtfText;
const period = fc.record({
  from: fc.option(fc.constantFrom('2010', '2016-05', '2017~'), { nil: undefined }),
  to: fc.option(fc.constantFrom('2017', '2018-04-02'), { nil: undefined }),
});
const title = fc.record({
  text: fc.constantFrom('editor', 'Deputy editor', 'editor-in-chief', 'deputy editor-in-chief', 'founder', 'редактор'),
  language: fc.constantFrom('en', 'ru'),
});

/** Values of each datatype. They are so similar that every relation occurs between them. */
const samples: Record<(typeof datatypeNames)[number], fc.Arbitrary<unknown>> = {
  date: edtf,
  'date-time': fc.record({
    at: fc.constantFrom('2026-12-03', '2026-12-03T10:00', '2026-12-03T06:00'),
    zone: fc.constantFrom('Asia/Almaty', 'Europe/Prague'),
  }),
  money: fc.record({
    amount: fc.integer({ min: 90, max: 110 }).map(String),
    currency: fc.constantFrom('USD', 'KZT'),
    about: fc.boolean(),
  }),
  count: fc.record({ count: fc.integer({ min: 20, max: 30 }), bound: fc.constantFrom(...countBounds) }),
  text: fc.record({
    text: fc.constantFrom('Article 274', 'article 274', 'Article 275'),
    language: fc.constantFrom('en', 'und'),
  }),
  identifier: fc.constantFrom('2-1234/2017', '2 - 1234/2017', '1214-1615'),
  duration: fc.constantFrom('P3M', 'P90D', 'P1Y', 'P12M', 'PT36H', 'P1D', 'P1M2D', 'P2M1D'),
  'yes-no': fc.boolean(),
  url: fc.constantFrom('https://ratel.kz/', 'http://www.ratel.kz', 'https://ratel.kz/news?x=1'),
  language: fc.constantFrom('kk', 'kk-Cyrl', 'ru'),
  place: fc.record({
    country: fc.constantFrom('KZ', 'KG'),
    locality: fc.option(fc.constantFrom('Almaty', 'Алматы', 'Astana'), { nil: undefined }),
  }),
  country: fc.constantFrom('KZ', 'XK'),
  involvement: fc.record({
    actor,
    role: fc.constantFrom('plaintiff', 'defendant', 'co-defendant', 'witness', 'suspect', 'target'),
  }),
  kinship: fc.record({ actor, relation: fc.constantFrom('child', 'relative', 'parent') }),
  tie: fc.tuple(actor, period).map(([one, time]) => ({ actor: one, ...time })),
  position: fc
    .tuple(title, fc.option(actor, { nil: undefined }), period)
    .map(([text, organisation, time]) => ({ title: text, organisation, ...time })),
  choice: fc.constantFrom('search', 'newsroom-search', 'detention'),
  thing: fc.oneof(actor, fc.constant('case/1')),
};

describe.each(datatypeNames)('a value of type %s', (name) => {
  const type = datatypeFor(kindOf(name));
  const value = samples[name].map((one) => z.parse(type.schema, one));

  it('is canonical: it does not change when read again, also as JSON', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(z.parse(type.schema, one)).toEqual(one);
        expect(z.parse(type.schema, JSON.parse(JSON.stringify(one)))).toEqual(one);
      }),
    );
  });

  it('has symmetric relations, and is the same as itself', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(type.compare(b, a)).toBe(inverse(type.compare(a, b)));
        expect(type.compare(a, a)).toBe('same');
      }),
      { numRuns: 500 },
    );
  });

  it('has a unique key that fits an index and starts with the item it names', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(type.key(a) !== type.key(b) || type.compare(a, b) === 'same').toBe(true);
        expect(type.key(a).length).toBeLessThanOrEqual(255);
        const [chief] = type.things(a);
        expect(chief === undefined || type.key(a) === chief || type.key(a).startsWith(`${chief}|`)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its meaning when its items are replaced by themselves', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(type.replaceThings(one, (ref) => ref)).toEqual(one);
      }),
    );
  });

  it.each([[null], [undefined], [[]], [{}], [''], [-1.5], [{ extra: 1 }]])(
    'is not %o, and the error says why',
    (wrong) => {
      const result = z.safeParse(type.schema, wrong);
      expect(result.success).toBe(false);
      expect(result.error?.issues.map((issue) => issue.message).filter((message) => !messages().has(message))).toEqual(
        [],
      );
    },
  );
});

describe('numbers', () => {
  it.each<[number, (typeof countBounds)[number], number, (typeof countBounds)[number], Relation]>([
    [26, 'exact', 26, 'exact', 'same'],
    [26, 'exact', 27, 'exact', 'conflicts'],
    [26, 'exact', 20, 'at-least', 'refines'],
    [26, 'exact', 30, 'at-least', 'conflicts'],
    [26, 'exact', 26, 'about', 'refines'],
    [26, 'exact', 25, 'about', 'compatible'],
    [30, 'at-least', 20, 'at-least', 'refines'],
    [20, 'at-most', 30, 'at-most', 'refines'],
    [20, 'at-least', 30, 'at-most', 'compatible'],
  ])('%d %s and %d %s: %s', (count, bound, other, otherBound, relation) => {
    expect(compareCounts({ count, bound }, { count: other, bound: otherBound })).toBe(relation);
  });

  it('are exact unless stated otherwise', () => {
    expect(z.parse(countType.schema, { count: 26 })).toEqual({ count: 26, bound: 'exact' });
  });
});

describe('places', () => {
  it('keep their coordinates, which do not make two places different', () => {
    const type = datatypeFor({ type: 'place' });
    const pointed = z.parse(type.schema, {
      country: 'us',
      locality: 'Oakland',
      point: { latitude: 37.80437, longitude: -122.2708 },
    });
    expect(pointed).toEqual({
      country: 'US',
      locality: 'Oakland',
      point: { latitude: 37.80437, longitude: -122.2708 },
    });
    expect(type.key(pointed)).toBe(type.key({ country: 'US', locality: 'Oakland' }));
    expect(type.compare(pointed, { country: 'US', locality: 'Oakland' })).toBe('same');
    expect(z.safeParse(type.schema, { country: 'US', point: { latitude: 137.8, longitude: 0 } }).success).toBe(false);
  });

  it.each<[string, string | undefined, string, string | undefined, Relation]>([
    ['KZ', 'Almaty', 'KZ', undefined, 'refines'],
    ['KZ', 'Almaty', 'KZ', 'Алматы', 'same'],
    ['KZ', 'Almaty', 'KZ', 'Astana', 'conflicts'],
    ['KZ', undefined, 'KG', undefined, 'conflicts'],
    ['UA', 'Kharkiv', 'UA', 'Харків', 'same'],
  ])('%s %s and %s %s: %s', (country, locality, other, otherLocality, relation) => {
    expect(comparePlaces({ country, locality }, { country: other, locality: otherLocality })).toBe(relation);
  });
});

describe('positions', () => {
  const post = (text: string, more: Partial<Position> = {}): Position => ({ title: { text, language: 'en' }, ...more });
  it.each<[string, Position, Position, Relation]>([
    [
      'editor-in-chief or deputy, as in the sample data',
      post('deputy editor-in-chief', { organisation: 'actor/3' }),
      post('editor-in-chief', { organisation: 'actor/3' }),
      'conflicts',
    ],
    ['one title, with and without hyphens', post('Editor in chief'), post('editor-in-chief'), 'same'],
    [
      'a title with and without the organisation',
      post('editor', { organisation: 'actor/3' }),
      post('editor'),
      'refines',
    ],
    ['a fuller title', post('minister of finance'), post('minister'), 'refines'],
    ['two posts', post('businessman'), post('minister of finance'), 'compatible'],
    [
      'founder and editor',
      post('founder', { organisation: 'actor/3' }),
      post('editor', { organisation: 'actor/3' }),
      'compatible',
    ],
    [
      'two organisations',
      post('editor', { organisation: 'actor/3' }),
      post('deputy editor', { organisation: 'actor/4' }),
      'compatible',
    ],
    ['one after the other', post('deputy editor', { to: '2016' }), post('editor', { from: '2017' }), 'compatible'],
    [
      'one post with two different first years',
      post('editor', { from: '2016' }),
      post('editor', { from: '2017' }),
      'conflicts',
    ],
  ])('%s', (_about, a, b, relation) => {
    expect(comparePositions(a, b)).toBe(relation);
    expect(comparePositions(b, a)).toBe(inverse(relation));
  });

  it('cover the days they were held', () => {
    expect(positionType.bounds(post('editor', { from: '2016-05', to: '[2018-03-21..2018-03-31]' }))).toEqual({
      from: '2016-05-01',
      to: '2018-03-31',
    });
  });
});

describe('roles and connections', () => {
  it('two roles of one actor are compatible unless they exclude each other', () => {
    const part = (role: string, actorRef = 'actor/1') => ({ actor: actorRef, role });
    expect(involvementType.compare(part('plaintiff'), part('defendant'))).toBe('conflicts');
    expect(involvementType.compare(part('plaintiff'), part('co-defendant'))).toBe('conflicts');
    expect(involvementType.compare(part('target'), part('defendant'))).toBe('compatible');
    expect(involvementType.compare(part('co-defendant'), part('defendant'))).toBe('refines');
    expect(involvementType.compare(part('plaintiff'), part('defendant', 'actor/2'))).toBe('compatible');
  });

  it('a son is a relative, but not a father', () => {
    expect(
      kinshipType.compare({ actor: 'actor/1', relation: 'child' }, { actor: 'actor/1', relation: 'relative' }),
    ).toBe('refines');
    expect(kinshipType.compare({ actor: 'actor/1', relation: 'child' }, { actor: 'actor/1', relation: 'parent' })).toBe(
      'conflicts',
    );
  });

  it('a connection does not end before it begins', () => {
    expect(z.safeParse(tieType.schema, { actor: 'actor/1', from: '2018', to: '2016' }).error?.issues[0]).toMatchObject({
      path: ['to'],
      message: 'record.value.period',
    });
  });
});

describe('other values', () => {
  it('durations are entered in words, in each language of the interface, or in ISO 8601', () => {
    const entered = ['3 months', '10 days', '24 часа', '5 let', '2 апта', 'p3m', '1 rok a 6 měsíců', '2 hours, 1 day'];
    expect(entered.map((text) => z.parse(datatypeFor({ type: 'duration' }).schema, text))).toEqual([
      'P3M',
      'P10D',
      'PT24H',
      'P5Y',
      'P2W',
      'P3M',
      'P1Y6M',
      'P1DT2H',
    ]);
    for (const text of [
      'three months',
      'about 3 months',
      '3 months or 4 days',
      '1 month and 2 months',
      '2 weeks each',
      '',
    ])
      expect([text, z.safeParse(datatypeFor({ type: 'duration' }).schema, text).success]).toEqual([text, false]);
  });

  it('durations are compared by the calendar', () => {
    expect([
      compareDurations('P12M', 'P1Y'),
      compareDurations('P90D', 'P3M'),
      compareDurations('P3M', 'P4M'),
      compareDurations('P3M', 'P120D'),
    ]).toEqual(['same', 'compatible', 'conflicts', 'conflicts']);
  });

  it('case and register numbers are compared without dashes and spaces', () => {
    expect(identifierType.compare('ISSN 1214-1615', 'ISSN 12141615')).toBe('same');
  });

  it("variants of a site's address are the same", () => {
    expect(urlType.compare('https://www.ratel.kz/', 'http://ratel.kz')).toBe('same');
    expect(z.safeParse(urlType.schema, 'javascript:alert(1)').success).toBe(false);
  });

  it('a language with a script refines the language', () => {
    expect(languageType.compare('kk-Cyrl', 'kk')).toBe('refines');
    expect(z.parse(languageType.schema, 'KK-cyrl')).toBe('kk-Cyrl');
  });

  it('texts in two languages do not contradict each other', () => {
    expect(textType.compare({ text: 'Article 274', language: 'en' }, { text: 'Статья 274', language: 'ru' })).toBe(
      'compatible',
    );
  });

  it('long texts have short, distinct keys', () => {
    const [a, b] = ['a', 'b'].map((last) => shortKey('x'.repeat(1000) + last));
    expect(a).not.toBe(b);
    expect(a?.length).toBeLessThanOrEqual(255);
  });
});

describe('times with a zone', () => {
  const { schema, compare } = dateTimeType;
  const at = (at: string, zone?: string) => z.parse(schema, { at, zone });
  const problems = (value: unknown) =>
    z.safeParse(schema, value).error?.issues.map((issue) => [issue.path.join('.'), issue.message]);

  it('are days, or local times in a time zone', () => {
    expect(at('2026-12-03')).toEqual({ at: '2026-12-03' });
    expect(at('2026-12-03', 'Asia/Almaty')).toEqual({ at: '2026-12-03' });
    expect(at('2026-12-03T10:00', 'Europe/Kyiv')).toEqual({ at: '2026-12-03T10:00', zone: 'Europe/Kyiv' });
    expect(problems({ at: '2026-12-03T10:00' })).toEqual([['zone', 'record.value.zone']]);
    expect(problems({ at: '2026-12-03T10:00', zone: 'Almaty' })).toEqual([['zone', 'record.value.zone']]);
    for (const wrong of ['2026-02-30', '2026-02-30T10:00', '3 December', '2026-12-03T10', '2026-12-03T10:00Z'])
      expect(problems({ at: wrong, zone: 'UTC' }), wrong).toEqual([['at', 'record.value.date_time']]);
    expect(problems({ at: '2026-12-03T24:00', zone: 'UTC' })).toEqual([['at', 'record.value.date_time_skipped']]);
  });

  it('refuse a time that the clocks skip, and mean the first moment if the clocks show a time twice', () => {
    expect(problems({ at: '2026-03-29T02:30', zone: 'Europe/Prague' })).toEqual([
      ['at', 'record.value.date_time_skipped'],
    ]);
    expect(momentOf(at('2026-10-25T02:30', 'Europe/Prague'))?.toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(offsetOf(at('2026-10-25T02:30', 'Europe/Prague'))).toBe('+02:00');
  });

  it('follow the clocks of their zone, also after a country changed its offset', () => {
    expect(offsetOf(at('2024-02-29T10:00', 'Asia/Almaty'))).toBe('+06:00');
    expect(offsetOf(at('2026-12-03T10:00', 'Asia/Almaty'))).toBe('+05:00');
    expect(offsetOf(at('2026-12-03T10:00', 'America/St_Johns'))).toBe('-03:30');
  });

  it('are the same if they name the same moment, and refine the day that contains them', () => {
    expect(compare(at('2026-12-03T10:00', 'Asia/Almaty'), at('2026-12-03T06:00', 'Europe/Prague'))).toBe('same');
    expect(compare(at('2026-12-03T10:00', 'Asia/Almaty'), at('2026-12-03T10:00', 'Europe/Prague'))).toBe('conflicts');
    expect(compare(at('2026-12-03T10:00', 'Asia/Almaty'), at('2026-12-03'))).toBe('refines');
    expect(compare(at('2026-12-03'), at('2026-12-04'))).toBe('conflicts');
  });

  it('are put in order by their moments, a day before its times', () => {
    const late = at('2026-12-03T10:00', 'America/New_York');
    const early = at('2026-12-03T14:00', 'Asia/Tokyo');
    const day = at('2026-12-03');
    expect([late, early, day].toSorted((a, b) => sortMoment(a) - sortMoment(b))).toEqual([day, early, late]);
  });
});
