import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/config/package-root.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { run, type App } from '../../platform/operation.ts';
import { checkClaims } from '../../record/claims/check-claims.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { reinstate } from '../../record/lifecycle/reinstate.ts';
import { unmerge } from '../../record/lifecycle/unmerge.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { searchProjection } from '../index/projection.ts';
import { rebuild } from '../rebuild.ts';
import { loadAboutCountry } from './about-country.ts';
import { cellWords, countGroups, loadCountryPoints, loadPlace, readCell } from './country-points.ts';

type Told = {
  on?: 'event';
  property?: 'involvement';
  value: unknown;
  mode?: 'stated' | 'alleged';
  visibility?: 'public' | 'desk';
};

const almaty = { latitude: 43.2389, longitude: 76.9455 };
const at = (locality: string, point: { latitude: number; longitude: number } | null = almaty) => ({
  country: 'KZ',
  locality,
  ...(point && { point }),
});

/** Cases, each with claims that state places of the case or of its event. */
function filing(
  cases: Readonly<Record<string, { visibility?: 'public' | 'desk'; told: readonly Told[] }>>,
): FilingInput {
  return {
    actors: [
      { key: 'speaker', kind: 'organisation', names: [{ text: 'Watch' }], visibility: 'public' },
      { key: 'court', kind: 'court', names: [{ text: 'District court' }], visibility: 'public' },
    ],
    sources: [{ key: 'report', kind: 'report', title: 'Report', visibility: 'public' }],
    cases: Object.entries(cases).map(([key, { visibility = 'public' }]) => ({ key, title: key, visibility })),
    events: Object.keys(cases).map((key) => ({
      key: `${key}-event`,
      case: `#${key}`,
      title: 'A search',
      visibility: 'public' as const,
    })),
    claims: Object.entries(cases).flatMap(([key, { told }]) =>
      told.map(({ on, property = 'place', value, mode = 'stated', visibility = 'public' }) => ({
        case: `#${key}`,
        wording: 'It was said.',
        kind: 'paraphrase' as const,
        mode,
        checked: true,
        visibility,
        chain: [{ actor: '#court', verb: 'wrote' }],
        support: { kind: 'reference' as const, source: '#report' },
        statements: [
          on ? { subject: `#${key}-event`, property: 'event-place', value } : { subject: `#${key}`, property, value },
        ],
      })),
    ),
  };
}

onEitherDatabase('points of cases on maps', (db) => {
  let app: App;
  let refs: Readonly<Record<string, string>>;
  let claimOf: Readonly<Record<string, string>>;
  let eventOf: Readonly<Record<string, string>>;
  const points = async (country = 'KZ') =>
    (await loadCountryPoints(db().read, country)).places.map(({ names, cases }) => [names, cases]);

  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection()] });
    const input = filing({
      plain: {
        told: [
          { value: at('Almaty') },
          { property: 'involvement', value: { actor: '#court', role: 'court' } },
          { property: 'involvement', value: { actor: '#speaker', role: 'court' }, mode: 'alleged' },
        ],
      },
      twice: {
        told: [
          { value: at('Almaty') },
          { on: 'event', value: at('Алматы') },
          { on: 'event', value: at('Astana', { latitude: 51.13, longitude: 71.43 }) },
        ],
      },
      'desk-point': {
        told: [
          { value: at('Taraz', { latitude: 42.9, longitude: 71.36 }), visibility: 'desk' },
          { value: at('Taraz', null) },
        ],
      },
      'desk-place': {
        told: [
          { value: { country: 'KZ' } },
          { value: at('Oskemen', { latitude: 49.95, longitude: 82.61 }), visibility: 'desk' },
        ],
      },
      'alleged-point': {
        told: [
          { value: at('Aktobe', { latitude: 50.28, longitude: 57.17 }), mode: 'alleged' },
          { value: at('Aktobe', null) },
        ],
      },
      'desk-case': { visibility: 'desk', told: [{ value: at('Aktau', { latitude: 43.65, longitude: 51.17 }) }] },
      alleged: { told: [{ value: at('Atyrau', { latitude: 47.1, longitude: 51.92 }), mode: 'alleged' }] },
      'no-town': { told: [{ value: { country: 'KZ', point: { latitude: 48, longitude: 68 } } }] },
    });
    const { cases, events, claims } = await run(app, file, editor, input);
    refs = Object.fromEntries(input.cases!.map(({ key }, index) => [key, cases[index]!]));
    eventOf = Object.fromEntries(input.cases!.map(({ key }, index) => [key, events[index]!]));
    // The last claim of each case.
    claimOf = Object.fromEntries(input.claims!.map((claim, index) => [claim.case!.slice(1), claims[index]!]));
  });

  it('are shown for places that a public claim names with a town and coordinates, and for no others', async () => {
    expect(await points()).toEqual([
      [['Almaty'], 2],
      [['Astana'], 1],
    ]);
    const { located, more } = await loadCountryPoints(db().read, 'KZ');
    expect([located, more]).toEqual([2, 0]);
  });

  it('say which town, and not which house: coordinates are stored in steps of 0.05 degrees', async () => {
    const { rows } = await db().executeSql(
      `select distinct latitude, longitude from case_point where country = 'KZ' order by 1`,
    );
    expect(rows).toEqual([
      { latitude: 865, longitude: 1539 },
      { latitude: 1023, longitude: 1429 },
    ]);
  });

  it('have the number of cases that their list has, and a case counts once in a group of places', async () => {
    const { places, counts } = await loadCountryPoints(db().read, 'KZ');
    for (const place of places) {
      const found = await loadPlace(db().read, 'KZ', place, { limit: 10, offset: 0 });
      expect(found!.cases).toHaveLength(place.cases);
      expect(found!.place).toEqual(place);
    }
    expect(countGroups(counts, places, [0, 0])).toEqual(new Map([[0, 2]]));
    expect(countGroups(counts, places, [0, 1])).toEqual(
      new Map([
        [0, 2],
        [1, 1],
      ]),
    );
    expect(await loadPlace(db().read, 'KZ', { latitude: 858, longitude: 1427 }, { limit: 10, offset: 0 })).toBeNull();
  });

  it('are the same after the index is rebuilt, and move with a merge', async () => {
    const before = await points();
    await run(app, rebuild, administrator, {});
    expect(await points()).toEqual(before);
  });

  it('have the coordinates of claims that state them, also in records of earlier versions', async () => {
    const facts = async () =>
      (await db().executeSql(`select value from fact where property = 'place' order by subject_id, value_key`)).rows;
    const before = await facts();
    await db().executeSql(`update fact set value = value - 'point' where value ->> 'locality' = 'Almaty'`);
    await db().executeSql(
      `update fact set value = value || '{"point":{"latitude":50.28,"longitude":57.17}}' where value ->> 'locality' = 'Aktobe'`,
    );
    expect(await facts()).not.toEqual(before);
    await db().executeSql(readFileSync(join(packageRoot, 'migrations/0200-coordinates-of-stated-places.sql'), 'utf8'));
    expect(await facts()).toEqual(before);
  });

  it('disappear with their claim or event, and come back with it', async () => {
    const astana = async () => (await points()).some(([names]) => (names as string[]).includes('Astana'));
    const holder = await newKeyHolder(app, 'editor');
    const [claim, event] = [claimOf.twice!, eventOf.twice!];
    const show = (visibility: 'public' | 'desk') => run(app, setVisibility, editor, { things: [event], visibility });
    for (const [hide, importLines] of [
      [
        () => run(app, withdraw, editor, { things: [claim], reason: 'A mistake.' }),
        async () => {
          await run(app, reinstate, editor, { things: [claim] });
          await run(app, checkClaims, editor, { claims: [claim], state: 'checked' });
        },
      ],
      [() => show('desk'), () => show('public')],
      [() => holder.seal(claim), () => holder.unseal(claim)],
    ]) {
      expect(await astana()).toBe(true);
      await hide!();
      expect(await astana()).toBe(false);
      await importLines!();
    }
    await run(app, setVisibility, editor, { things: [claim], visibility: 'public' });
    expect(await astana()).toBe(true);
  });

  it('disappear with their case, and come back with it', async () => {
    const change = (visibility: 'public' | 'desk') =>
      run(app, setVisibility, editor, { things: [refs.plain!], visibility });
    await change('desk');
    expect(await points()).toEqual([
      [['Almaty'], 1],
      [['Astana'], 1],
    ]);
    await change('public');
    expect((await points())[0]).toEqual([['Almaty'], 2]);
  });

  it('count once for cases that were merged', async () => {
    await run(app, merge, editor, { from: refs.twice!, into: refs.plain! });
    expect(await points()).toEqual([
      [['Almaty'], 1],
      [['Astana'], 1],
    ]);
    await run(app, unmerge, editor, { thing: refs.twice! });
    expect((await points())[0]).toEqual([['Almaty'], 2]);
  });

  it('come with the number of public sources, and the courts that acted, not those that only speak', async () => {
    const about = await loadAboutCountry(db().read, 'KZ');
    expect([about!.sources, about!.authorities.map(({ actor, cases }) => [actor.title, cases])]).toEqual([
      1,
      [['District court', 1]],
    ]);
    expect(await loadAboutCountry(db().read, 'CZ')).toBeNull();
  });
});

describe('the address of a place', () => {
  it('is its position in hundredths of a degree, and nothing else is read', () => {
    for (const cell of [
      { latitude: 865, longitude: 1539 },
      { latitude: -1, longitude: -3_600 },
      { latitude: 0, longitude: 0 },
    ])
      expect(readCell(cellWords(cell))).toEqual(cell);
    for (const text of ['4324n-7695e', '4325-7695', '99999n-1e', '4325N-7695E', '', '4325n-7695e0'])
      expect(readCell(text)).toBeNull();
  });
});
