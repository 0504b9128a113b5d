import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { messages } from '../../platform/messages/messages.ts';
import type { AppError } from '../../platform/errors.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { duplicateProjection } from '../duplicates/duplicate-projection.ts';
import { file } from '../filing/file.ts';
import type { FilingInput } from '../filing/schema.ts';
import { merge } from './merge.ts';
import { findThing, parseRef } from '../refs.ts';
import { unmerge } from './unmerge.ts';
import { lookUpAddress } from '../views/address.ts';
import { loadActor } from '../views/actor.ts';
import { loadCase } from '../views/case.ts';
import { setVisibility } from './withdraw.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
const person = (key: string, text: string) => ({
  key,
  kind: 'person' as const,
  names: [{ text }],
  visibility: 'public' as const,
});
const claim = (
  wording: string,
  statements: { subject: string; property: string; value: unknown }[],
  actor: string,
) => ({
  case: '#case',
  wording,
  kind: 'paraphrase' as const,
  mode: 'stated' as const,
  checked: true,
  visibility: 'public' as const,
  chain: [{ actor, verb: 'said' }],
  support: { kind: 'reference' as const, source: '#page' },
  statements,
});

/** Three actors, each with a year of birth, a role in the case, and a claim in which they speak. */
async function ground(app: App) {
  const people = ['a', 'b', 'c'];
  const input: FilingInput = {
    actors: people.map((key) => person(key, `Person ${key.toUpperCase()}`)),
    sources: [{ key: 'page', kind: 'article', title: 'A page', publisher: '#b', visibility: 'public' }],
    cases: [{ key: 'case', title: 'The case', visibility: 'public' }],
    claims: people.map((key) =>
      claim(
        `About ${key}`,
        [
          { subject: '#case', property: 'involvement', value: { actor: `#${key}`, role: 'target' } },
          { subject: `#${key}`, property: 'born', value: '1970' },
        ],
        `#${key}`,
      ),
    ),
  };
  const filed = await run(app, file, editor, input);
  const [a, b, c] = filed.actors as [string, string, string];
  return { a, b, c, theCase: filed.cases[0]!, claims: filed.claims };
}

/**
 * Everything that is derived from statements, and the search entries of some items. After a merge is undone, all of it
 * must be as before the merge.
 */
async function worked(app: App, refs: readonly string[]) {
  const ids = await Promise.all(refs.map(async (ref) => (await thingOf(app, ref)).id));
  const among = sql`any(${ids}::bigint[])`;
  const rows = async (query: ReturnType<typeof sql>) => (await query.execute(app.db.read)).rows;
  return {
    facts: await rows(
      sql`select * from fact where subject_id = ${among} or value_thing = ${among} order by subject_id, property, value_key`,
    ),
    statements: await rows(
      sql`select claim_id, subject_id, property, value, value_key, value_thing from statement where subject_id = ${among} or value_thing = ${among} order by id`,
    ),
    origins: await rows(
      sql`select id, origin from claim where id in (select claim_id from statement where subject_id = ${among}) order by id`,
    ),
    search: await rows(
      sql`select thing_id, title, actors, for_public from search_entry where thing_id = ${among} order by thing_id, for_public`,
    ),
    leads: await rows(sql`select id, merged_into from thing where id = ${among} order by id`),
  };
}

onBothDatabases('merging and un-merging', (db) => {
  const withListeners = (): App => testApp(db(), { listeners: [duplicateProjection, searchProjection()] });

  it('restores everything exactly as it was before, if a merge is undone', async () => {
    const app = withListeners();
    const { a, b, c, theCase } = await ground(app);
    const before = await worked(app, [a, b, c, theCase]);
    await run(app, merge, editor, { from: b, into: a });
    const view = await loadCase(app.db.read, await thingOf(app, theCase), 'public');
    expect(view.involved.map((one) => one.actor.ref)).toEqual([a, c]);
    await expect(run(app, unmerge, monitor, { thing: b })).rejects.toMatchObject({ code: 'not_permitted' });
    await run(app, unmerge, editor, { thing: b });
    expect(await worked(app, [a, b, c, theCase])).toEqual(before);
    expect(await lookUpAddress(app.db.read, 'actor', parseRef(b)!.number, 'public')).toMatchObject({ is: 'here' });
  });

  it('undoes two merges of a chain, whichever is undone first', async () => {
    const app = withListeners();
    const { a, b, c, theCase } = await ground(app);
    const before = await worked(app, [a, b, c, theCase]);
    const leads = async () => Promise.all([a, b, c].map(async (ref) => (await thingOf(app, ref)).merged_into));
    const [aId, bId, cId] = await Promise.all([a, b, c].map(async (ref) => (await thingOf(app, ref)).id));
    await run(app, merge, editor, { from: a, into: b });
    await run(app, merge, editor, { from: b, into: c });
    expect(await leads()).toEqual([cId, cId, null]);
    expect(await lookUpAddress(app.db.read, 'actor', parseRef(a)!.number, 'public')).toEqual({
      is: 'moved',
      number: parseRef(c)!.number,
    });
    await run(app, unmerge, editor, { thing: b });
    // A was merged into B earlier, so both are separated from C together.
    expect(await leads()).toEqual([bId, null, null]);
    await run(app, merge, editor, { from: b, into: c });
    await run(app, unmerge, editor, { thing: a });
    expect(await leads()).toEqual([null, cId, null]);
    await run(app, unmerge, editor, { thing: b });
    expect(await worked(app, [a, b, c, theCase])).toEqual(before);
    expect(aId).toBeGreaterThan(0);
  });

  it('refuses impossible merges with a reason', async () => {
    const app = withListeners();
    const { a, b, c, theCase } = await ground(app);
    const others = await run(app, file, editor, {
      actors: [{ kind: 'outlet', names: [{ text: 'Outlet' }] }],
      cases: [{ key: 'other', title: 'Another' }],
      events: [
        { case: '#other', title: 'One' },
        { case: theCase, title: 'Two' },
      ],
    });
    const t = messages('en');
    const why = async (from: string, into: string): Promise<string> => {
      const error = (await run(app, merge, editor, { from, into }).catch((thrown: AppError) => thrown)) as AppError;
      expect(error.code).toBe('merge_impossible');
      return t('errors.merge_impossible', error.details);
    };
    expect(await why(a, a)).toContain('have already been merged');
    expect(await why(a, theCase)).toContain('different kinds');
    expect(await why(a, others.actors[0]!)).toContain('A person can’t be merged with an outlet');
    expect(await why(others.events[0]!, others.events[1]!)).toContain('different cases');
    await run(app, merge, editor, { from: b, into: a });
    expect(await why(a, b)).toContain('have already been merged');
    expect(await why(b, c)).toBe(`${b} has been merged into ${a}. Merge ${a}, or undo that merge first.`);
    expect(await why(c, b)).toBe(`${b} has been merged into ${a}. Merge into ${a} instead.`);
    await expect(run(app, unmerge, editor, { thing: c })).rejects.toMatchObject({
      code: 'merge_impossible',
      details: { why: 'not_merged' },
    });
  });

  it('leaves claims added during the merge with the canonical item, and returns claims that were only changed', async () => {
    const app = withListeners();
    const { a, b, theCase, claims } = await ground(app);
    await run(app, merge, editor, { from: b, into: a });
    // The desk corrects the wording of a claim about B. The form shows and saves the canonical item instead of B.
    const stored = await app.db.read
      .selectFrom('thing')
      .select('version')
      .where('id', '=', (await thingOf(app, claims[1]!)).id)
      .executeTakeFirstOrThrow();
    const to = {
      ...claim(
        'About B, corrected',
        [
          { subject: theCase, property: 'involvement', value: { actor: a, role: 'target' } },
          { subject: a, property: 'born', value: '1970' },
          { subject: a, property: 'died', value: '2020' },
        ],
        a,
      ),
      case: theCase,
      support: { kind: 'direct-word' as const, note: 'By telephone.' },
    };
    await run(app, changeClaim, editor, { claim: claims[1]!, version: stored.version, to });
    // A new claim is filed while the merge lasts.
    await run(app, file, editor, {
      claims: [
        {
          ...claim('New', [{ subject: b, property: 'website', value: 'https://example.org/' }], b),
          case: theCase,
          support: { kind: 'direct-word', note: 'By telephone.' },
        },
      ],
    });
    const { claims: given } = await run(app, unmerge, editor, { thing: b });
    expect(given).toBe(1);
    const view = async (ref: string) => loadActor(app.db.read, await thingOf(app, ref), 'public');
    const [one, two] = [await view(a), await view(b)];
    expect(two.facts.map((fact) => fact.property)).toEqual(['born']);
    expect(two.appears.map((appearance) => appearance.role)).toEqual(['target']);
    // Values that claims gave to the canonical item during the merge stay with it.
    expect(one.facts.map((fact) => fact.property).toSorted()).toEqual(['born', 'died', 'website']);
    expect([...two.claims.values()].filter((each) => two.said.includes(each.id)).map((each) => each.wording)).toEqual([
      'About B, corrected',
    ]);
  });

  it('shows readers no name of a desk-only actor, neither while it is merged into a public one nor afterwards', async () => {
    const app = withListeners();
    const { a, b } = await ground(app);
    await run(app, setVisibility, editor, { things: [b], visibility: 'desk' });
    await run(app, merge, editor, { from: b, into: a });
    const names = async () => JSON.stringify((await loadActor(app.db.read, await thingOf(app, a), 'public')).names);
    expect(await names()).not.toContain('Person B');
    expect(await lookUpAddress(app.db.read, 'actor', parseRef(b)!.number, 'public')).toEqual({ is: 'nothing' });
    await run(app, unmerge, editor, { thing: b });
    expect(await lookUpAddress(app.db.read, 'actor', parseRef(b)!.number, 'public')).toEqual({ is: 'nothing' });
    expect(await names()).not.toContain('Person B');
  });
});
