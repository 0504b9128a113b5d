import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Database } from '../platform/database/database.ts';
import { AppError } from '../platform/errors.ts';
import { run, type App } from '../platform/operation.ts';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../platform/testing/test-app.ts';
import { whole } from '../platform/testing/whole.ts';
import { file } from '../record/filing/file.ts';
import type { FilingInput } from '../record/filing/schema.ts';
import { merge } from '../record/lifecycle/merge.ts';
import { reinstate } from '../record/lifecycle/reinstate.ts';
import { unmerge } from '../record/lifecycle/unmerge.ts';
import { setVisibility, withdraw } from '../record/lifecycle/withdraw.ts';
import { redactPerson } from '../record/protection/redact.ts';
import { findThing, parseRef } from '../record/refs.ts';
import { findAppearances, loadActor, type FindCases } from '../record/views/actor.ts';
import { searchProjection } from './index/projection.ts';
import { casesNaming } from './naming.ts';
import { rebuild } from './rebuild.ts';

type Refs = { actors: string[]; cases: string[]; events: string[]; claims: string[] };

/** Files cases that name actors in several ways: in the case or its event, stated or alleged, with and without a date. */
async function fileRecord(app: App): Promise<Refs> {
  const names = ['Outlet', 'Court', 'Ministry', 'Reporter', 'Union'];
  const cases = [0, 1, 2, 3, 4, 5, 6, 7];
  const said = (one: number, place: number) => {
    const actor = `#a${(one * 3 + place * 2) % 5}`;
    const [subject, property, value] = [
      [`#c${one}`, 'target', actor],
      [`#e${one}`, 'involvement', { actor, role: one % 2 ? 'court' : 'victim' }],
      [`#c${one}`, 'involvement', { actor, role: 'court' }],
      [`#c${one}`, 'began', `201${one % 4}-03-1${place}`],
      actor === '#a4' ? [`#c${one}`, 'target', actor] : [actor, 'member-of', { actor: '#a4' }],
    ][(one + place) % 5]!;
    return {
      case: `#c${one}`,
      wording: `What was said, ${place}.`,
      kind: 'paraphrase' as const,
      mode: place === 2 ? ('alleged' as const) : ('stated' as const),
      checked: true,
      visibility: (one + place) % 7 ? ('public' as const) : ('desk' as const),
      chain: [{ actor: '#a4', verb: 'said' }],
      support: { kind: 'reference' as const, source: '#page' },
      statements: [{ subject, property, value }],
    };
  };
  return run(app, file, editor, {
    actors: names.map((text, index) => ({
      key: `a${index}`,
      kind: index === 3 ? 'person' : 'organisation',
      names: [{ text: `${text} of the North` }],
      visibility: 'public' as const,
    })),
    sources: [{ key: 'page', kind: 'article', title: 'A page', visibility: 'public' }],
    cases: cases.map((one) => ({ key: `c${one}`, title: `Case ${one}`, visibility: one === 7 ? 'desk' : 'public' })),
    events: cases.map((one) => ({
      key: `e${one}`,
      case: `#c${one}`,
      title: 'A search',
      visibility: one === 5 ? 'desk' : 'public',
    })),
    claims: cases.flatMap((one) => [0, 1, 2, 3, 4].map((place) => said(one, place))),
  } as FilingInput);
}

const step = fc.record({
  act: fc.constantFrom('hide', 'show', 'withdraw', 'reinstate', 'merge', 'unmerge'),
  kind: fc.constantFrom('actors', 'cases', 'events', 'claims'),
  first: fc.nat(40),
  second: fc.nat(40),
});

async function take(
  app: App,
  refs: Refs,
  { act, kind, first, second }: typeof step extends fc.Arbitrary<infer S> ? S : never,
) {
  const [thing, other] = [first, second].map(
    (one) => refs[kind as keyof Refs][one % refs[kind as keyof Refs].length]!,
  ) as [string, string];
  const acts: Record<string, () => Promise<unknown>> = {
    hide: () => run(app, setVisibility, editor, { things: [thing], visibility: 'desk' }),
    show: () => run(app, setVisibility, editor, { things: [thing], visibility: 'public' }),
    withdraw: () => run(app, withdraw, editor, { things: [thing], reason: 'Filed by mistake.' }),
    reinstate: () => run(app, reinstate, editor, { things: [thing] }),
    merge: () => run(app, merge, editor, { from: thing, into: other }),
    unmerge: () => run(app, unmerge, editor, { thing }),
  };
  // Some steps cannot follow others, such as a second withdrawal.
  await acts[act]!().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}

/** What readers see of where actors appear, in pages of three cases. */
async function appearances(db: Database, actors: readonly string[], findCases?: FindCases): Promise<unknown[]> {
  const pages: unknown[] = [];
  for (const ref of actors) {
    const thing = await findThing(db.read, 'actor', parseRef(ref)!.number);
    for (const offset of [0, 3]) {
      const spans = { appears: { limit: 3, offset } };
      const found = await findAppearances(db.read, thing!.id, 'public', spans, findCases);
      const view = await loadActor(db.read, thing!, 'public', spans, found);
      pages.push({
        ref,
        totals: view.totals,
        appears: view.appears.map((one) => [one.case.ref, one.in.ref, one.role, one.attributed, one.claimIds]),
        ties: view.ties.map(({ subject }) => subject.ref),
      });
    }
  }
  return pages;
}

async function stored(db: Database): Promise<unknown[]> {
  const { rows } = await db.executeSql(
    'select actor_id, case_id, began, (select array_agg(r order by r) from unnest(roles) r) as roles from case_actor order by 1, 2',
  );
  return rows;
}

onEitherDatabase('the cases that name an actor', (db) => {
  it('are those that the record has, after any sequence of writes, a redaction and a rebuild', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    const refs = await fileRecord(app);
    const agree = async (): Promise<void> => {
      expect(await appearances(db(), refs.actors, casesNaming)).toEqual(await appearances(db(), refs.actors));
    };
    await agree();
    expect((await stored(db())).length).toBeGreaterThan(12);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 6 }), async (steps) => {
        for (const one of steps) await take(app, refs, one);
        await agree();
      }),
      { numRuns: whole ? 6 : 2, seed: 20_301 },
    );
    await redactPerson(app, editor, { actor: refs.actors[3]!, ground: 'Asked for it in writing.' });
    await agree();
    const followed = await stored(db());
    await run(app, rebuild, administrator, {});
    expect(await stored(db())).toEqual(followed);
  });
});
