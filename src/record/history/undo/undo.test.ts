import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { sql } from 'kysely';
import { AppError } from '../../../platform/errors.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onBothDatabases } from '../../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../../platform/testing/test-app.ts';
import { answerQuestion } from '../../cases/answer-question.ts';
import { changeActor } from '../../actors/change-actor.ts';
import { changeClaim } from '../../claims/change-claim.ts';
import { checkClaims } from '../../claims/check-claims.ts';
import { file } from '../../filing/file.ts';
import { dismissDuplicate } from '../../duplicates/dismiss.ts';
import { fileAndChange } from '../../filing/file-and-change.ts';
import type { FilingInput } from '../../filing/schema.ts';
import { merge } from '../../lifecycle/merge.ts';
import { redactPerson } from '../../protection/redact.ts';
import { findThing, parseRef } from '../../refs.ts';
import { lookUpAddress } from '../../views/address.ts';
import { loadFacts } from '../../views/facts.ts';
import { loadHistory } from '../../views/history.ts';
import { setVisibility } from '../../lifecycle/withdraw.ts';
import { lastChange } from '../last-change.ts';
import { readStates, type State } from '../states.ts';
import { previewUndo } from './preview.ts';
import { undo } from './undo.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
const statesOf = async (app: App, refs: readonly string[]): Promise<Record<string, State>> => {
  const things = await Promise.all(refs.map((ref) => thingOf(app, ref)));
  const states = await readStates(
    app.db.read,
    things.map((thing) => thing.id),
  );
  return Object.fromEntries(refs.map((ref, index) => [ref, states.get(things[index]!.id)!]));
};
const setOf = async (app: App, ref: string): Promise<number> =>
  (await lastChange(app.db.read, await thingOf(app, ref))).set;
const reason = 'It was brought in twice.';
type Claim = NonNullable<FilingInput['claims']>[number];
const said = (wording: string, over: Partial<Claim> = {}): Claim => ({
  wording,
  kind: 'paraphrase',
  mode: 'stated',
  chain: [{ pagesOwn: true }],
  support: { kind: 'direct-word', note: 'x' },
  ...over,
});
const began = { subject: '#c', property: 'began', value: '2017-03' };

/** A small import, whose items refer to each other. */
const imported = (): FilingInput => ({
  actors: [{ key: 'a', kind: 'person', names: [{ text: 'Aigerim Toleu' }] }],
  sources: [{ key: 's', kind: 'dataset', title: 'The data set', publisher: '#a' }],
  cases: [{ key: 'c', title: 'The imported case', visibility: 'public' }],
  events: [{ key: 'e', case: '#c', title: 'A search' }],
  claims: [
    said('It began in March.', {
      key: 'k',
      case: '#c',
      chain: [{ actor: '#a' }],
      support: { kind: 'reference', source: '#s' },
      statements: [began],
      checked: true,
      visibility: 'public',
    }),
    said('There was a search.', {
      case: '#c',
      support: { kind: 'reference', source: '#s' },
      statements: [{ subject: '#e', property: 'took-place', value: true }],
    }),
  ],
  questions: [{ case: '#c', wording: 'Why?', raisedBy: '#k' }],
});
const all = (filed: Record<string, string[]>): string[] => Object.values(filed).flat();
const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) =>
      error instanceof AppError ? { code: error.code, messages: error.fields.map((field) => field.message) } : error,
  );

onBothDatabases('undoing', (db) => {
  const facts = async (ref: string) =>
    JSON.stringify(
      await loadFacts(db().read, [(await thingOf(testApp(db()), ref)).id], 'public').then((found) =>
        [...found.values()]
          .flat()
          .map((fact) => [fact.property, fact.values.map((value) => [value.value, value.origins])]),
      ),
    );

  it('withdraws all items that one change set created, and can itself be undone, which restores them', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, imported());
    const refs = all(filed);
    const [stood, told] = [await statesOf(app, refs), await facts(filed.cases[0]!)];
    expect(told).toContain('2017-03');
    const set = await setOf(app, filed.cases[0]!);
    expect(await previewUndo(db().read, { set })).toMatchObject({ total: 7, things: 7, withdrawn: 7, left: 0 });
    const undone = await undo(app, editor, { target: { set }, reason });
    expect(undone).toMatchObject({ done: 7, skipped: 0, finished: true });
    for (const state of Object.values(await statesOf(app, refs))) expect(state.withdrawn).toEqual({ reason });
    expect(await lookUpAddress(db().read, 'case', parseRef(filed.cases[0]!)!.number, 'public')).toMatchObject({
      is: 'withdrawn',
      reason,
    });
    expect(await facts(filed.cases[0]!)).not.toContain('2017-03');
    expect(await refused(undo(app, editor, { target: { set }, reason }))).toEqual({
      code: 'invalid_input',
      messages: ['record.history.undo.nothing'],
    });

    const again = await undo(app, editor, { target: { batch: undone.batch }, reason: 'It was not, after all.' });
    expect(again).toMatchObject({ done: 7, skipped: 0 });
    expect(await statesOf(app, refs)).toEqual(stood);
    expect(await facts(filed.cases[0]!)).toBe(told);
    // The change set can be undone once more, because its items are in the state again in which it left them.
    expect(await undo(app, editor, { target: { set }, reason })).toMatchObject({ done: 7, skipped: 0 });
  });

  it('sets back everything that one change set changed', async () => {
    const app = testApp(db());
    const { claims, actors, questions } = await run(app, file, editor, {
      ...imported(),
      questions: [{ wording: 'Why?' }],
    });
    const more = await run(app, file, editor, { claims: [said('Two.'), said('Three.', { checked: true })] });
    const many = [...claims, ...more.claims];
    const stood = await statesOf(app, [...many, ...actors, ...questions]);
    const undoLast = async (ref: string) => undo(app, editor, { target: { set: await setOf(app, ref) }, reason });
    await run(app, checkClaims, editor, { claims: many });
    expect(await undoLast(claims[1]!)).toMatchObject({ done: 2, skipped: 0 });
    expect(await statesOf(app, many)).toEqual(Object.fromEntries(many.map((ref) => [ref, stood[ref]])));
    await run(app, setVisibility, editor, { things: [...many, ...actors], visibility: 'public' });
    await undoLast(actors[0]!);
    expect(await statesOf(app, Object.keys(stood))).toEqual(stood);
    // A change set that creates items and changes others.
    await run(app, fileAndChange, editor, {
      filing: { actors: [{ key: 'n', kind: 'person', names: [{ text: 'Somebody New' }] }] },
      changeClaims: [
        {
          claim: claims[1]!,
          version: (await thingOf(app, claims[1]!)).version,
          to: said('Somebody new saw it.', { chain: [{ actor: '#n' }] }),
        },
      ],
    });
    expect(await undoLast(claims[1]!)).toMatchObject({ done: 2, skipped: 0 });
    expect(await statesOf(app, Object.keys(stood))).toEqual(stood);
  });

  it('undoes change sets of a batch together, newest first', async () => {
    const app = testApp(db());
    const batch = randomUUID();
    const first = await run(app, file, editor, imported(), 'The list of 2017', { batch });
    const actor = first.actors[0]!;
    await run(
      app,
      changeActor,
      editor,
      { actor, version: 1, to: { kind: 'person', names: [{ text: 'Aigerim T.' }], visibility: 'public' } },
      undefined,
      { batch },
    );
    const second = await run(
      app,
      file,
      editor,
      { claims: [said('It went on.', { case: first.cases[0]!, chain: [{ actor }] })] },
      undefined,
      { batch },
    );
    expect(await previewUndo(db().read, { batch })).toMatchObject({ total: 9, things: 8, withdrawn: 8, left: 0 });
    expect(await undo(app, editor, { target: { batch }, reason })).toMatchObject({ done: 8, skipped: 0, total: 9 });
    for (const state of Object.values(await statesOf(app, [...all(first), ...all(second)])))
      expect(state.withdrawn).toEqual({ reason });
  });

  it('lists items that were changed since or that others need, and then is refused, or leaves only these items', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, imported());
    const set = await setOf(app, filed.cases[0]!);
    const [claim, other] = filed.claims as [string, string];
    const mine = await run(app, file, editor, {
      claims: [said('A colleague adds this.', { case: filed.cases[0] })],
    });
    await run(app, changeClaim, editor, {
      claim: other,
      version: 1,
      to: said('Corrected.', { support: { kind: 'reference', source: filed.sources[0]! } }),
    });
    const refs = [...all(filed), ...mine.claims];
    const before = await statesOf(app, refs);
    const preview = await previewUndo(db().read, { set });
    const grounds = Object.fromEntries(
      await Promise.all(
        preview.skips.map(async (skip) => [
          (
            await db()
              .read.selectFrom('thing')
              .select(sql<string>`kind || '/' || number`.as('ref'))
              .where('id', '=', skip.thingId)
              .executeTakeFirstOrThrow()
          ).ref,
          skip.ground,
        ]),
      ),
    );
    // The corrected claim stays, so its source and the source's publisher stay.
    expect(grounds).toEqual({
      [other]: 'later',
      [filed.cases[0]!]: 'rested',
      [filed.sources[0]!]: 'rested',
      [filed.actors[0]!]: 'rested',
    });
    expect(await refused(undo(app, editor, { target: { set }, reason }))).toEqual({
      code: 'invalid_input',
      messages: ['record.history.undo.conflicts'],
    });
    expect(await statesOf(app, refs)).toEqual(before);
    expect(await undo(app, editor, { target: { set }, reason, conflicts: 'skip' })).toMatchObject({
      done: 3,
      skipped: 4,
    });
    const after = await statesOf(app, refs);
    for (const gone of [claim, filed.events[0]!, filed.questions[0]!])
      expect(after[gone]!.withdrawn, gone).toEqual({ reason });
    for (const stays of [other, filed.cases[0]!, filed.sources[0]!, filed.actors[0]!, mine.claims[0]!])
      expect(after[stays], stays).toEqual(before[stays]);
  });

  it('skips an effect that is not part of an item’s state, such as marking two items as not duplicates, and says so', async () => {
    const app = testApp(db());
    const { cases } = await run(app, file, editor, { cases: [{ title: 'One case' }, { title: 'Another' }] });
    await run(app, dismissDuplicate, monitor, { a: cases[0]!, b: cases[1]! });
    const [entry] = await loadHistory(db().read, await thingOf(app, cases[0]!));
    expect(entry!.besides.after).toEqual({ not_the_same_as: cases[1] });
    const preview = await previewUndo(db().read, { set: entry!.changeSetId });
    expect([preview.things, preview.skips.map((skip) => skip.ground)]).toEqual([0, ['besides', 'besides']]);
  });

  it('is for editors only', async () => {
    const app = testApp(db());
    const { claims } = await run(app, file, editor, { claims: [said('One.')] });
    expect(await refused(undo(app, monitor, { target: { set: await setOf(app, claims[0]!) }, reason }))).toMatchObject({
      code: 'not_permitted',
    });
    expect((await statesOf(app, claims))[claims[0]!]!.withdrawn).toBeNull();
  });

  it('reopens a question whose answer it withdraws, and answers the question again when it is undone itself', async () => {
    const app = testApp(db());
    const { questions } = await run(app, file, editor, { questions: [{ wording: 'Why?' }] });
    const { claims } = await run(app, file, editor, { claims: [said('That is why.')] });
    const set = await setOf(app, claims[0]!);
    await run(app, answerQuestion, editor, { question: questions[0]!, answeredBy: claims[0]! });
    const answered = await statesOf(app, [...questions, ...claims]);
    const undone = await undo(app, editor, { target: { set }, reason });
    expect((await statesOf(app, questions))[questions[0]!]!.answered_by).toBeNull();
    await undo(app, editor, { target: { batch: undone.batch }, reason });
    expect(await statesOf(app, [...questions, ...claims])).toEqual(answered);
  });

  it('separates two items that the change merged, and merges them again when it is undone itself', async () => {
    const app = testApp(db());
    const { cases } = await run(app, file, editor, {
      cases: [{ key: 'c', title: 'One' }, { title: 'The same' }],
      claims: [said('It began.', { case: '#c', statements: [began], checked: true })],
    });
    const stood = await statesOf(app, cases);
    await run(app, merge, editor, { from: cases[0]!, into: cases[1]! });
    const undone = await undo(app, editor, { target: { set: await setOf(app, cases[0]!) }, reason });
    expect(undone).toMatchObject({ skipped: 0 });
    expect(await statesOf(app, cases)).toEqual(stood);
    await undo(app, editor, { target: { batch: undone.batch }, reason });
    expect((await thingOf(app, cases[0]!)).merged_into).toBe((await thingOf(app, cases[1]!)).id);
  });

  it('restores nothing that was redacted, and leaves the person redacted', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, {
      actors: [{ key: 'p', kind: 'person', names: [{ text: 'Saule Forgetova' }] }],
      claims: [
        said('Saule Forgetova spoke.', { chain: [{ actor: '#p', asWritten: 'S. Forgetova' }] }),
        said('Nothing of her.'),
      ],
    });
    const first = await setOf(app, filed.claims[0]!);
    const version = (await thingOf(app, filed.claims[0]!)).version;
    await run(app, changeClaim, editor, { claim: filed.claims[0]!, version, to: said('Somebody spoke.') });
    const second = await setOf(app, filed.claims[0]!);
    await redactPerson(app, editor, {
      actor: filed.actors[0]!,
      alsoErase: ['S. Forgetova'],
      ground: 'She asked for it, and is right.',
    });
    expect(await refused(undo(app, editor, { target: { set: second }, reason }))).toEqual({
      code: 'invalid_input',
      messages: ['record.history.undo.nothing_possible'],
    });
    await undo(app, editor, { target: { set: first }, reason, conflicts: 'skip' });
    const { rows } = await sql<{ words: string }>`
      select coalesce(before::text, '') || coalesce(after::text, '') as words from change union all select wording from claim union all select text from actor_name union all select coalesce(as_written, '') from chain_link`.execute(
      db().read,
    );
    expect(rows.filter((row) => row.words.includes('Forgetova'))).toEqual([]);
    expect(await lookUpAddress(db().read, 'actor', parseRef(filed.actors[0]!)!.number, 'desk')).toEqual({
      is: 'erased',
    });
    expect((await statesOf(app, filed.claims))[filed.claims[1]!]!.withdrawn).toEqual({ reason });
  });

  it('can be interrupted and continued, and all its parts are one batch', async () => {
    const app = testApp(db());
    const batch = randomUUID();
    for (let part = 0; part < 3; part++)
      await run(
        app,
        file,
        editor,
        {
          actors: Array.from({ length: 1_500 }, (_, index) => ({
            kind: 'company' as const,
            names: [{ text: `Company ${part}-${index}` }],
          })),
        },
        undefined,
        { batch },
      );
    const stop = new AbortController();
    const cut = await refused(
      undo(app, editor, { target: { batch }, reason }, { signal: stop.signal, progress: () => stop.abort() }),
    );
    expect(cut).toMatchObject({ code: 'cancelled' });
    const standing = async () =>
      Number(
        (
          await sql<{
            count: number;
          }>`select count(*)::int as count from thing t join change c on c.thing_id = t.id join change_set s on s.id = c.change_set_id where s.batch_id = ${batch}::uuid and t.withdrawn_at is null`.execute(
            db().read,
          )
        ).rows[0]!.count,
      );
    expect(await standing()).toBe(2_500);
    const done = await undo(app, editor, { target: { batch }, reason });
    expect([done.done, done.total, await standing()]).toEqual([4_500, 4_500, 0]);
    const sets = await db().read.selectFrom('change_set').select('id').where('batch_id', '=', done.batch).execute();
    expect(sets).toHaveLength(3);
    await undo(app, editor, { target: { batch: done.batch }, reason });
    expect(await standing()).toBe(4_500);
  });
});
