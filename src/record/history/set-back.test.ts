import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sql } from 'kysely';
import { newKeyHolder } from '../testing/key-holder.ts';
import { AppError } from '../../platform/errors.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { whole } from '../../platform/testing/whole.ts';
import { answerQuestion } from '../cases/answer-question.ts';
import { changeActor } from '../actors/change-actor.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { changeSource } from '../sources/change-source.ts';
import { checkClaims } from '../claims/check-claims.ts';
import { file } from '../filing/file.ts';
import { storeCapture } from '../sources/store-capture.ts';
import { merge } from '../lifecycle/merge.ts';
import { rankStatements } from '../claims/rank-statements.ts';
import { redactPerson } from '../protection/redact.ts';
import { findThing, parseRef } from '../refs.ts';
import { reinstate } from '../lifecycle/reinstate.ts';
import { loadHistory } from '../views/history.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { lastChange } from './last-change.ts';
import { previewSetBack, setBack } from './set-back.ts';
import { isSame, readStates, type State } from './states.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
const stateOf = async (app: App, ref: string): Promise<State> => {
  const { id } = await thingOf(app, ref);
  return (await readStates(app.db.read, [id])).get(id)!;
};
const reason = 'It was right the first time.';

/** Restores an earlier state of an item, as a form does that shows the item's current state. */
async function back(app: App, thing: string, to: number, as = editor): Promise<void> {
  const { set: seen } = await lastChange(app.db.read, await thingOf(app, thing));
  await run(app, setBack, as, { thing, to, seen, reason }, reason);
}

const page =
  'Officials searched the newsroom on 3 March 2017, Marat Zhyldyzov said. "They took every computer we had," he added.';

async function ground(app: App, seed: number) {
  const text = `${page} (${seed})`;
  const kept = await run(app, storeCapture, monitor, {
    title: 'Newsroom searched',
    method: 'text',
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode(text),
    text,
    language: 'en',
  });
  const filed = await run(app, file, editor, {
    actors: [
      { kind: 'person', names: [{ text: `Marat Zhyldyzov ${seed}` }] },
      { kind: 'outlet', names: [{ text: `The Outlet ${seed}` }] },
    ],
    sources: [
      { key: 's', kind: 'article', title: 'First', addresses: [`https://example.org/${seed}`] },
      { key: 'o', kind: 'wire', title: 'The wire' },
    ],
    cases: [
      { key: 'c', title: 'The search', visibility: 'public' },
      { key: 'd', title: 'Another' },
    ],
    claims: [
      {
        key: 'k',
        case: '#c',
        wording: 'It was searched.',
        kind: 'paraphrase',
        mode: 'stated',
        chain: [{ pagesOwn: true }],
        support: { kind: 'reference', source: '#s' },
        statements: [{ subject: '#c', property: 'began', value: '2017-03' }],
      },
      {
        case: '#c',
        wording: 'An answer.',
        kind: 'paraphrase',
        mode: 'stated',
        chain: [{ pagesOwn: true }],
        support: { kind: 'direct-word', note: 'By telephone' },
      },
    ],
    questions: [{ case: '#c', wording: 'Who ordered it?' }],
  });
  return { ...kept, filed, seed };
}
type Ground = Awaited<ReturnType<typeof ground>>;

/** Makes one random change of an item, as its forms would. The change may be empty. */
async function write(
  app: App,
  { filed, capture, seed }: Ground,
  ref: string,
  pick: (below: number) => number,
  step: number,
): Promise<void> {
  const { kind, version, withdrawn_at } = await thingOf(app, ref);
  const one = <T>(list: readonly T[]): T => list[pick(list.length)]!;
  const visibility = one(['public', 'desk'] as const);
  const general = pick(5);
  if (withdrawn_at && general) return void (await run(app, reinstate, editor, { things: [ref] }));
  if (general === 0 && !withdrawn_at)
    return void (await run(app, withdraw, editor, { things: [ref], reason: `Not about this at all, ${step}.` }));
  if (general === 1) return run(app, setVisibility, editor, { things: [ref], visibility });
  switch (kind) {
    case 'actor':
      return void (await run(app, changeActor, editor, {
        actor: ref,
        version,
        to: {
          kind: one(['person', 'outlet', 'court'] as const),
          visibility,
          names: [
            { text: `Name ${step}`, language: one(['en', 'kk', undefined]) },
            ...(pick(2) ? [{ text: `Имя ${step}`, kind: 'transliteration' as const }] : []),
          ],
        },
      }));
    case 'source':
      return void (await run(app, changeSource, editor, {
        source: ref,
        version,
        to: {
          kind: one(['article', 'post']),
          title: `Title ${step}`,
          visibility,
          publisher: one([filed.actors[1], undefined]),
          published: one(['2017-03', '2017-03-03~', undefined]),
          note: one(['A note.', undefined]),
          addresses: pick(2) ? [`https://example.org/${seed}/${step}`] : [],
          derivedFrom: pick(2)
            ? [
                {
                  origin: filed.sources[1]!,
                  kind: one(['republishes', 'cites'] as const),
                  basis: one(['It says so.', undefined]),
                },
              ]
            : [],
        },
      }));
    case 'case':
      return void (await run(app, changeCaseEntry, editor, {
        thing: ref,
        version,
        title: `Title ${step}`,
        summary: one([`Summary ${step}`, undefined]),
        visibility,
      }));
    case 'question':
      return run(app, answerQuestion, editor, { question: ref, answeredBy: one([filed.claims[1]!, null]) });
    default: {
      if (withdrawn_at) return;
      if (general === 2)
        return void (await run(app, checkClaims, editor, { claims: [ref], state: one(['checked', 'draft'] as const) }));
      const { id } = await thingOf(app, ref);
      const statement = await app.db.read
        .selectFrom('statement')
        .select('id')
        .where('claim_id', '=', id)
        .orderBy('id')
        .executeTakeFirst();
      if (general === 3 && statement)
        return run(app, rankStatements, editor, {
          statements: [{ id: statement.id, rank: one(['preferred', 'normal', 'deprecated'] as const) }],
        });
      return void (await run(app, changeClaim, editor, {
        claim: ref,
        version,
        to: {
          case: one([filed.cases[0], filed.cases[1], undefined]),
          wording: `Wording ${step}`,
          kind: 'paraphrase',
          language: one(['en', 'ru']),
          mode: one(['stated', 'alleged'] as const),
          checked: pick(2) === 1,
          visibility,
          chain: [
            {
              actor: one([filed.actors[0], undefined]),
              asWritten: `critics ${step}`,
              verb: one(['said', undefined]),
              visibility: one(['public', 'desk'] as const),
            },
            ...(pick(2) ? [{ pagesOwn: true, source: filed.sources[0] }] : []),
          ],
          support: one([
            { kind: 'passage' as const, capture, start: pick(5), end: 20 + pick(5), visibility },
            { kind: 'reference' as const, source: filed.sources[0]!, note: one(['p. 3', undefined]) },
            { kind: 'direct-word' as const, note: 'By telephone' },
          ]),
          statements: [
            { subject: filed.cases[0]!, property: 'began', value: one(['2017-03', '2017-03-03', '2016']) },
            ...(pick(2)
              ? [
                  {
                    subject: filed.cases[0]!,
                    property: 'involvement',
                    value: { actor: filed.actors[0]!, role: 'target' },
                  },
                ]
              : []),
          ],
        },
      }));
    }
  }
}

/** Returns data that pages show: the facts about the cases and actors, and the independent source of the first claim. */
async function shown(app: App, { filed }: Ground): Promise<unknown> {
  const ids = await Promise.all([...filed.cases, ...filed.actors].map(async (ref) => (await thingOf(app, ref)).id));
  const { rows } =
    await sql`select subject_id, property, value_key, public_shown, public_attributed, public_origins, desk_shown, desk_attributed, desk_origins from fact where subject_id = any(${ids}::bigint[]) order by 1, 2, 3`.execute(
      app.db.read,
    );
  const claim = await app.db.read
    .selectFrom('claim')
    .select('origin')
    .where('id', '=', (await thingOf(app, filed.claims[0]!)).id)
    .executeTakeFirstOrThrow();
  return [rows, claim.origin];
}

onBothDatabases('setting back items with a random history', (db, kind) => {
  it('restores each earlier state exactly, so that pages show the same as they did then', async () => {
    let seed = 0;
    const property = fc.asyncProperty(fc.infiniteStream(fc.nat({ max: 2 ** 30 })), async (choices) => {
      seed++;
      const pick = (below: number): number => Number(choices.next().value) % below;
      let now = Date.parse('2018-05-22T09:00:00Z');
      const app = testApp(db(), { now: () => new Date((now += 60_000)) });
      const made = await ground(app, seed);
      for (const ref of [
        made.filed.actors[0]!,
        made.filed.sources[0]!,
        made.filed.cases[0]!,
        made.filed.claims[0]!,
        made.filed.questions[0]!,
      ]) {
        const moments: { set: number; state: State; shown: unknown }[] = [];
        for (let step = 0; step < 10; step++) {
          if (step) await write(app, made, ref, pick, step);
          const { set } = await lastChange(db().read, await thingOf(app, ref));
          if (moments.at(-1)?.set !== set)
            moments.push({ set, state: await stateOf(app, ref), shown: await shown(app, made) });
        }
        expect(moments.length, `seed ${seed}: ${ref} changed`).toBeGreaterThan(2);
        // Always the first state, the last, and then others: in `npm test`, as many as half of the states.
        const others = Math.ceil(whole ? 2 * moments.length : moments.length / 2);
        const turns = [0, moments.length - 1, ...Array.from({ length: others }, () => pick(moments.length))];
        for (const turn of turns) {
          const moment = moments[turn]!;
          const is = await stateOf(app, ref);
          const { problems } = await previewSetBack(db().read, await thingOf(app, ref), moment.set);
          expect(
            problems.map((problem) => problem.message),
            `seed ${seed}: ${ref} to ${moment.set}`,
          ).toEqual(isSame(is, moment.state) ? ['record.history.problem.same'] : []);
          if (!problems.length) await back(app, ref, moment.set);
          expect(await stateOf(app, ref), `seed ${seed}: ${ref} to ${moment.set}`).toEqual(moment.state);
          expect(await shown(app, made), `seed ${seed}: what ${ref} shows`).toEqual(moment.shown);
        }
        // The history that pages show agrees with the real earlier states.
        const told = await loadHistory(db().read, await thingOf(app, ref), { limit: 1_000 });
        for (const moment of moments)
          expect(told.find((entry) => entry.changeSetId === moment.set)!.after).toEqual(moment.state);
      }
    });
    // Both kinds of database run the same code. The PostgreSQL server is three times as fast as the embedded database.
    // So the test tries three random histories on the server, and one on the embedded database.
    await fc.assert(property, { numRuns: kind === 'server' ? 3 : 1, endOnFailure: true });
  });
});

onBothDatabases('setting back an item', (db) => {
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) =>
        error instanceof AppError
          ? { code: error.code, messages: error.fields.map((field) => [field.message, field.params?.ref]) }
          : error,
    );
  const firstOf = async (app: App, ref: string): Promise<number> =>
    (await loadHistory(db().read, await thingOf(app, ref), { limit: 1_000 })).at(-1)!.changeSetId;

  it('is refused if someone changed the item since the form was opened, and changes nothing', async () => {
    const app = testApp(db());
    const { filed } = await ground(app, 101);
    const claim = filed.claims[0]!;
    const first = await firstOf(app, claim);
    await run(app, checkClaims, editor, { claims: [claim] });
    const { set: seen } = await lastChange(db().read, await thingOf(app, claim));
    await run(app, setVisibility, editor, { things: [claim], visibility: 'public' });
    const before = await stateOf(app, claim);
    expect(await refused(run(app, setBack, editor, { thing: claim, to: first, seen, reason }))).toEqual({
      code: 'conflict',
      messages: [],
    });
    expect(await stateOf(app, claim)).toEqual(before);
  });

  it('never restores a state from before a redaction: neither of the person nor of claims and cases that mentioned the person', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, {
      actors: [
        { key: 'p', kind: 'person', names: [{ text: 'Gulnara Vanishova' }] },
        { key: 'q', kind: 'person', names: [{ text: 'Somebody Else' }] },
      ],
      cases: [{ key: 'c', title: 'The case of Gulnara Vanishova' }],
      claims: [
        {
          key: 'n',
          case: '#c',
          wording: 'Gulnara Vanishova was searched.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ actor: '#q' }],
          support: { kind: 'direct-word', note: 'x' },
        },
        {
          key: 'b',
          case: '#c',
          wording: 'What she does.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ actor: '#q' }],
          support: { kind: 'direct-word', note: 'x' },
          statements: [
            { subject: '#p', property: 'position', value: { title: { text: 'a reporter in Atyrau', language: 'en' } } },
          ],
        },
        {
          key: 's',
          case: '#c',
          wording: 'They came at dawn.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ actor: '#p', asWritten: 'the night editor' }],
          support: { kind: 'direct-word', note: 'x' },
        },
      ],
    });
    const { version } = await thingOf(app, filed.claims[0]!);
    for (const [index, claim] of filed.claims.entries())
      await run(app, changeClaim, editor, {
        claim,
        version,
        to: {
          wording: `Nobody ${index}`,
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ actor: filed.actors[1]! }],
          support: { kind: 'direct-word', note: 'x' },
        },
      });
    await run(app, changeCaseEntry, editor, {
      thing: filed.cases[0]!,
      version: 1,
      title: 'A case',
      visibility: 'desk',
    });
    await redactPerson(app, editor, { actor: filed.actors[0]!, ground: 'She asked for it, and is right.' });
    for (const ref of [...filed.claims, ...filed.cases, filed.actors[0]!]) {
      const messages = (await previewSetBack(db().read, await thingOf(app, ref), await firstOf(app, ref))).problems.map(
        (problem) => problem.message,
      );
      expect(messages, ref).toEqual([
        ref === filed.actors[0] ? 'record.history.problem.redacted' : 'record.history.problem.redacted_since',
      ]);
      expect(await refused(back(app, ref, await firstOf(app, ref))), ref).toMatchObject({ code: 'invalid_input' });
    }
    // The history does not contain the redacted words either.
    const { rows } = await sql<{
      told: string;
    }>`select coalesce(before::text, '') || coalesce(after::text, '') as told from change`.execute(db().read);
    for (const word of ['Vanishova', 'Atyrau', 'night editor'])
      expect(
        rows.filter((row) => row.told.includes(word)),
        word,
      ).toEqual([]);
    // A state from after the redaction can be restored.
    const { set } = await lastChange(db().read, await thingOf(app, filed.claims[0]!));
    await run(app, checkClaims, editor, { claims: [filed.claims[0]!] });
    await back(app, filed.claims[0]!, set);
    expect((await stateOf(app, filed.claims[0]!)).state).toBe('draft');
  });

  it('is refused while the item is sealed, and afterwards for every state from before the seal was removed', async () => {
    const app = testApp(db());
    const { filed } = await ground(app, 105);
    const claim = filed.claims[0]!;
    const first = await firstOf(app, claim);
    const holder = await newKeyHolder(app, 'editor');
    await run(app, setVisibility, editor, { things: [claim], visibility: 'public' });
    await holder.seal(claim);
    const { set: sealed } = await lastChange(db().read, await thingOf(app, claim));
    expect(await refused(back(app, claim, first))).toMatchObject({
      messages: [['record.history.problem.sealed_now', undefined]],
    });
    await holder.unseal(claim);
    expect(await refused(back(app, claim, first))).toMatchObject({
      messages: [['record.history.problem.sealed_since', undefined]],
    });
    expect(await refused(back(app, claim, sealed))).toMatchObject({
      messages: [['record.history.problem.sealed_since', undefined]],
    });
    const { set } = await lastChange(db().read, await thingOf(app, claim));
    await run(app, checkClaims, editor, { claims: [claim] });
    await back(app, claim, set);
    expect((await stateOf(app, claim)).state).toBe('draft');
  });

  it('is refused if the earlier state needs an item that was withdrawn, and names that item', async () => {
    const app = testApp(db());
    const { filed } = await ground(app, 102);
    const [question, claim] = [filed.questions[0]!, filed.claims[1]!];
    await run(app, answerQuestion, editor, { question, answeredBy: claim });
    const { set } = await lastChange(db().read, await thingOf(app, question));
    await run(app, withdraw, editor, { things: [claim], reason: 'It answered another question.' });
    expect(await refused(back(app, question, set))).toEqual({
      code: 'invalid_input',
      messages: [['record.history.problem.withdrawn', claim]],
    });
  });

  it('restores who checked a claim, and when, even if nothing else differs', async () => {
    let now = Date.parse('2018-05-22T09:00:00Z');
    const app = testApp(db(), { now: () => new Date((now += 60_000)) });
    const { filed } = await ground(app, 106);
    const claim = filed.claims[0]!;
    const check = (state: 'checked' | 'draft') => run(app, checkClaims, editor, { claims: [claim], state });
    await check('checked');
    const first = {
      set: (await lastChange(db().read, await thingOf(app, claim))).set,
      state: await stateOf(app, claim),
    };
    await check('draft');
    await check('checked');
    const second = {
      set: (await lastChange(db().read, await thingOf(app, claim))).set,
      state: await stateOf(app, claim),
    };
    await back(app, claim, first.set);
    expect(await stateOf(app, claim)).toEqual(first.state);
    await back(app, claim, second.set);
    expect(await stateOf(app, claim)).toEqual(second.state);
  });

  it('separates merged items to restore a state from before the merge, if the user may separate items', async () => {
    const app = testApp(db());
    const { filed } = await ground(app, 103);
    const [into, from] = filed.cases as [string, string];
    const stood = await stateOf(app, from);
    const first = await firstOf(app, from);
    await run(app, merge, editor, { from, into });
    expect(await refused(back(app, from, first, monitor))).toMatchObject({ code: 'not_permitted' });
    await back(app, from, first);
    expect(await stateOf(app, from)).toEqual(stood);
  });

  it('needs an editor if it changes which value is preferred', async () => {
    const app = testApp(db());
    const { filed } = await ground(app, 104);
    const claim = filed.claims[0]!;
    const statement = await db()
      .read.selectFrom('statement')
      .select('id')
      .where('claim_id', '=', (await thingOf(app, claim)).id)
      .executeTakeFirstOrThrow();
    await run(app, rankStatements, editor, { statements: [{ id: statement.id, rank: 'preferred' }] });
    const { set } = await lastChange(db().read, await thingOf(app, claim));
    const stored = await stateOf(app, claim);
    await run(app, rankStatements, editor, { statements: [{ id: statement.id, rank: 'normal' }] });
    expect(await refused(back(app, claim, set, monitor))).toMatchObject({ code: 'not_permitted' });
    await back(app, claim, set, editor);
    expect(await stateOf(app, claim)).toEqual(stored);
  });
});
