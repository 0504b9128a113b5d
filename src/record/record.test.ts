import { expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { run, type App } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../platform/testing/test-app.ts';
import { newKeyHolder } from './testing/key-holder.ts';
import { answerQuestion } from './cases/answer-question.ts';
import { changeClaim } from './claims/change-claim.ts';
import { checkClaims } from './claims/check-claims.ts';
import { file } from './filing/file.ts';
import type { FilingInput } from './filing/schema.ts';
import { storeCapture } from './sources/store-capture.ts';
import { merge } from './lifecycle/merge.ts';
import { findThing, parseRef } from './refs.ts';
import { rankStatements } from './claims/rank-statements.ts';
import { redactPerson } from './protection/redact.ts';
import { openSealed } from './protection/seal.ts';
import { lookUpAddress } from './views/address.ts';
import { loadActor } from './views/actor.ts';
import { loadCase } from './views/case.ts';
import { loadClaims } from './views/claims.ts';
import { loadFacts } from './views/facts.ts';
import { loadSource } from './views/sources.ts';
import { loadHistory } from './views/history.ts';
import { orphans } from './testing/orphans.ts';
import { setVisibility, withdraw } from './lifecycle/withdraw.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;

const page = 'Officials searched the newsroom, Marat Zhyldyzov said. "They took every computer we had," he added.';

/** A preserved page, a speaker and a case, ready for claims. */
async function ground(app: App, text = page) {
  const kept = await run(app, storeCapture, monitor, {
    title: 'Newsroom searched',
    method: 'text',
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode(text),
    text,
    language: 'en',
  });
  const filed = await run(app, file, editor, {
    actors: [{ kind: 'person', names: [{ text: 'Marat Zhyldyzov' }], visibility: 'public' }],
    cases: [{ title: 'The search', visibility: 'public' }],
  });
  return { ...kept, actor: filed.actors[0]!, theCase: filed.cases[0]! };
}

const claimOn = (
  made: { capture: string; actor: string; theCase: string },
  wording: string,
  place: [number, number],
  more: Partial<NonNullable<FilingInput['claims']>[number]> = {},
) => ({
  claims: [
    {
      case: made.theCase,
      wording,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility: 'public' as const,
      chain: [{ actor: made.actor, verb: 'said' }],
      support: { kind: 'passage' as const, capture: made.capture, start: place[0], end: place[1] },
      ...more,
    },
  ],
});

onBothDatabases('the record', (db) => {
  it('keeps bytes permanently, recognises them again, and stores other bytes of the address as a new capture', async () => {
    const app = testApp(db());
    const capture = (text: string) =>
      run(app, storeCapture, monitor, {
        title: 'A page',
        method: 'fetch',
        requestedUrl: 'https://example.org/a?utm_source=x',
        finalUrl: 'https://www.example.org/a',
        status: 200,
        headers: [['content-type', 'text/html']],
        mediaType: 'text/html',
        bytes: new TextEncoder().encode(text),
        text,
      });
    const first = await capture('one');
    expect(await capture('one')).toEqual({ ...first, known: true, previous: null });
    const second = await capture('two');
    expect(second).toMatchObject({ source: first.source, known: false, previous: first.capture });
    const row = await db()
      .read.selectFrom('capture')
      .selectAll()
      .where('id', '=', (await thingOf(app, first.capture)).id)
      .executeTakeFirstOrThrow();
    expect(Buffer.from((await app.blobs.get(row.bytes_sha256))!).toString()).toBe('one');
    expect(row.headers).toEqual([['content-type', 'text/html']]);
  });

  it('refuses a quotation that is not verbatim and a passage outside the text, and names the field', async () => {
    const app = testApp(db());
    const made = await ground(app);
    const start = page.indexOf('"They');
    await run(
      app,
      file,
      editor,
      claimOn(made, 'They took every computer […]', [start, page.length], { kind: 'quotation', mode: 'quoted' }),
    );
    const wrong = await run(
      app,
      file,
      editor,
      claimOn(made, 'They took all computers we had', [start, page.length], { kind: 'quotation', mode: 'quoted' }),
    ).catch((error: AppError) => error);
    expect(wrong).toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'claims.0.wording', message: 'errors.field.quotation.differs' }],
    });
    const outside = await run(app, file, editor, claimOn(made, 'x', [0, 10_000])).catch((error: AppError) => error);
    expect(outside).toMatchObject({ fields: [{ path: 'claims.0.support.end' }] });
  });

  it('shows no value before its claim is checked, and none after the claim is withdrawn', async () => {
    const app = testApp(db());
    const made = await ground(app);
    const filed = await run(
      app,
      file,
      editor,
      claimOn(made, 'The newsroom was searched.', [0, 34], {
        statements: [{ subject: made.theCase, property: 'place', value: { country: 'KZ' } }],
      }),
    );
    const caseId = (await thingOf(app, made.theCase)).id;
    const places = async () =>
      (await loadFacts(db().read, [caseId], 'public')).get(caseId)?.map((fact) => fact.property) ?? [];
    expect(await places()).toEqual([]);
    await run(app, checkClaims, editor, { claims: filed.claims });
    expect(await places()).toEqual(['place']);
    await run(app, checkClaims, editor, { claims: filed.claims, state: 'draft' });
    expect(await places()).toEqual([]);
    await run(app, checkClaims, editor, { claims: filed.claims });
    await run(app, setVisibility, editor, { things: filed.claims, visibility: 'desk' });
    expect(await places()).toEqual([]);
    await run(app, setVisibility, editor, { things: filed.claims, visibility: 'public' });
    await run(app, withdraw, editor, { things: filed.claims, reason: 'It was about another newsroom.' });
    expect(await places()).toEqual([]);
    const history = await loadHistory(db().read, await thingOf(app, filed.claims[0]!));
    expect(history.flatMap((entry) => entry.actions)).toEqual([
      'withdrawn',
      'visibility',
      'visibility',
      'checked',
      'checked',
      'checked',
      'created',
    ]);
  });

  it('refuses the change of the second of two editors, and keeps the change of the first', async () => {
    const app = testApp(db());
    const made = await ground(app);
    const filing = claimOn(made, 'The newsroom was searched.', [0, 34]);
    const { claims } = await run(app, file, editor, filing);
    const to = filing.claims[0]!;
    await run(app, changeClaim, editor, { claim: claims[0]!, version: 1, to: { ...to, wording: 'First' } });
    await expect(
      run(app, changeClaim, editor, { claim: claims[0]!, version: 1, to: { ...to, wording: 'Second' } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const [claim] = await loadClaims(db().read, [(await thingOf(app, claims[0]!)).id], 'desk');
    expect(claim).toMatchObject({ wording: 'First', version: 2, state: 'draft' });
  });

  it('merges without rewriting: the old address redirects, statements and sources count together', async () => {
    const app = testApp(db());
    const filed = await run(app, file, editor, {
      actors: [
        { key: 'a', kind: 'person', names: [{ text: 'Sapa Mekebayev' }], visibility: 'public' },
        { key: 'b', kind: 'person', names: [{ text: 'Sapa Mekebaev' }], visibility: 'public' },
      ],
      sources: [{ key: 's', kind: 'article', title: 'S', visibility: 'public' }],
      cases: [{ key: 'c', title: 'C', visibility: 'public' }],
      claims: ['#a', '#b'].map((actor) => ({
        case: '#c',
        wording: `by ${actor}`,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        visibility: 'public' as const,
        chain: [{ actor }],
        support: { kind: 'reference' as const, source: '#s' },
        statements: [{ subject: '#c', property: 'involvement', value: { actor, role: 'target' } }],
      })),
    });
    const [a, b] = filed.actors as [string, string];
    const [aId, bId] = [(await thingOf(app, a)).id, (await thingOf(app, b)).id];
    await expect(run(app, merge, monitor, { from: b, into: a })).rejects.toMatchObject({ code: 'not_permitted' });
    await run(app, merge, editor, { from: b, into: a });
    // A claim about the merged item is checked later. Its value joins the values of the canonical item.
    const later = await run(app, file, editor, {
      claims: [
        {
          wording: 'She was born in 1970.',
          kind: 'paraphrase',
          mode: 'stated',
          visibility: 'public',
          chain: [{ actor: a }],
          support: { kind: 'direct-word', note: 'by phone' },
          statements: [{ subject: a, property: 'born', value: '1970' }],
        },
      ],
    });
    await db().transaction((tx) =>
      tx
        .updateTable('statement')
        .set({ subject_id: bId })
        .where('subject_id', '=', aId)
        .where('property', '=', 'born')
        .execute(),
    );
    await run(app, checkClaims, editor, { claims: later.claims });
    await run(app, checkClaims, editor, { claims: later.claims, state: 'draft' });
    await run(app, checkClaims, editor, { claims: later.claims });
    expect(await lookUpAddress(db().read, 'actor', parseRef(b)!.number, 'public')).toEqual({
      is: 'moved',
      number: parseRef(a)!.number,
    });
    const view = await loadCase(db().read, await thingOf(app, filed.cases[0]!), 'public');
    expect(view.involved).toHaveLength(1);
    expect(view.facts[0]!.values).toHaveLength(1);
    expect(view.facts[0]!.values[0]!.claimIds).toHaveLength(2);
    expect(view.origins).toBe(1);
    const actor = await loadActor(db().read, await thingOf(app, a), 'public');
    expect(actor.names.map((name) => name.text)).toEqual(['Sapa Mekebayev', 'Sapa Mekebaev']);
    expect(actor.said).toHaveLength(3);
    expect(actor.facts.map((fact) => fact.property)).toEqual(['born']);
  });

  it('keeps merged content visible: questions of a case, captures, addresses and claims of a source', async () => {
    const app = testApp(db());
    const captured = async (path: string) =>
      run(app, storeCapture, monitor, {
        title: path,
        method: 'fetch',
        requestedUrl: `https://example.net/${path}`,
        finalUrl: `https://example.net/${path}`,
        mediaType: 'text/plain',
        bytes: new TextEncoder().encode(path),
        text: path,
      });
    const [one, two] = [await captured('merged-one'), await captured('merged-two')];
    const filed = await run(app, file, editor, {
      cases: [
        { key: 'a', title: 'A' },
        { key: 'b', title: 'B' },
      ],
      claims: [
        {
          case: '#b',
          wording: 'x',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference', source: two.source },
        },
      ],
      questions: [{ case: '#b', wording: 'Who ordered it?' }],
    });
    await run(app, merge, editor, { from: filed.cases[1]!, into: filed.cases[0]! });
    await run(app, merge, editor, { from: two.source, into: one.source });
    const view = await loadCase(db().read, await thingOf(app, filed.cases[0]!), 'desk');
    expect(view.questions.map((question) => question.brief.title)).toEqual(['Who ordered it?']);
    expect(view.claims.size).toBe(1);
    const source = await loadSource(db().read, await thingOf(app, one.source), 'desk');
    expect(source).toMatchObject({
      held: true,
      addresses: ['https://example.net/merged-one', 'https://example.net/merged-two'],
    });
    expect(source.captures).toHaveLength(2);
    expect(source.claims).toHaveLength(1);
  });

  it('lets only editors choose the preferred value; a contributor who changes the claim does not change the choice', async () => {
    const app = testApp(db());
    const made = await ground(app);
    const born = (rank?: 'preferred') =>
      claimOn(made, 'Born in 1970.', [0, 34], {
        checked: true,
        visibility: 'desk',
        statements: [{ subject: made.actor, property: 'born', value: '1970', ...(rank ? { rank } : {}) }],
      });
    await expect(run(app, file, monitor, born('preferred'))).rejects.toMatchObject({
      fields: [{ path: 'claims.0.statements.0.rank', message: 'errors.field.rank.editors' }],
    });
    const { claims } = await run(app, file, monitor, born());
    const claimId = (await thingOf(app, claims[0]!)).id;
    const rank = async () =>
      await db()
        .read.selectFrom('statement')
        .select(['id', 'rank'])
        .where('claim_id', '=', claimId)
        .executeTakeFirstOrThrow();
    await run(app, changeClaim, monitor, { claim: claims[0]!, version: 1, to: born('preferred').claims[0]! });
    expect((await rank()).rank).toBe('normal');
    await run(app, rankStatements, editor, { statements: [{ id: (await rank()).id, rank: 'preferred' }] });
    await expect(
      run(app, changeClaim, monitor, { claim: claims[0]!, version: 2, to: born().claims[0]! }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await run(app, changeClaim, monitor, { claim: claims[0]!, version: 3, to: born().claims[0]! });
    expect((await rank()).rank).toBe('preferred');
  });

  it('closes a question with the claim that answers it, and opens it again when the claim is withdrawn', async () => {
    const app = testApp(db());
    const made = await ground(app);
    const { claims, questions } = await run(app, file, editor, {
      ...claimOn(made, 'It is unclear who ordered it.', [0, 34], { mode: 'left-unclear', checked: true }),
      questions: [{ case: made.theCase, wording: 'Who ordered it?', visibility: 'public' }],
    });
    await run(app, answerQuestion, editor, { question: questions[0]!, answeredBy: claims[0]! });
    const view = await loadCase(db().read, await thingOf(app, made.theCase), 'desk');
    expect(view.questions[0]!.answeredBy!.ref).toBe(claims[0]);
    // The answer is withdrawn, so the question is open again.
    await run(app, withdraw, editor, { things: claims, reason: 'It answered another question.' });
    expect((await loadCase(db().read, await thingOf(app, made.theCase), 'desk')).questions[0]).toMatchObject({
      answered: false,
    });
  });

  it('redacts a person everywhere, and leaves a note in the history that does not say what was removed', async () => {
    const app = testApp(db());
    const text = 'Bolat Erasedov was questioned on Monday. The outlet had quoted BOLAT ERASEDOV before.';
    const kept = await run(app, storeCapture, monitor, {
      title: 'Bolat Erasedov questioned',
      method: 'text',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode(text),
      text,
    });
    const filed = await run(app, file, editor, {
      actors: [{ key: 'p', kind: 'person', names: [{ text: 'Bolat Erasedov' }], visibility: 'public' }],
      cases: [{ key: 'c', title: 'The questioning of Bolat Erasedov', visibility: 'public' }],
      claims: [
        {
          case: '#c',
          wording: 'Bolat Erasedov was questioned.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ actor: '#p', asWritten: 'Bolat Erasedov' }],
          support: { kind: 'passage', capture: kept.capture, start: 0, end: 40 },
          statements: [{ subject: '#c', property: 'involvement', value: { actor: '#p', role: 'suspect' } }],
        },
      ],
    });
    const row = await db()
      .read.selectFrom('capture')
      .select(['bytes_sha256', 'id'])
      .where('id', '=', (await thingOf(app, kept.capture)).id)
      .executeTakeFirstOrThrow();
    await redactPerson(app, editor, { actor: filed.actors[0]!, ground: 'The person asked for it under the law.' });
    expect(await app.blobs.get(row.bytes_sha256)).toBeNull();
    const dump: string[] = [];
    const { rows: tables } = (await db().executeSql(
      `select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
    )) as { rows: { table_name: string }[] };
    for (const { table_name } of tables)
      dump.push(JSON.stringify((await db().executeSql(`select * from "${table_name}"`)).rows));
    expect(dump.join('').toLowerCase()).not.toContain('erasedov');
    const capture = await db()
      .read.selectFrom('capture')
      .select('text')
      .where('id', '=', row.id)
      .executeTakeFirstOrThrow();
    expect(capture.text).toHaveLength(text.length);
    expect(await lookUpAddress(db().read, 'actor', parseRef(filed.actors[0]!)!.number, 'public')).toEqual({
      is: 'erased',
    });
    const history = await loadHistory(db().read, await thingOf(app, filed.actors[0]!));
    expect(history.map((entry) => [entry.before, entry.after])).toEqual([
      ['redacted', expect.objectContaining({ names: [] })],
      [null, 'redacted'],
    ]);
  });

  it('seals a claim for named people: no table has its words, only their key opens it, and removing the seal restores it', async () => {
    const app = testApp(db());
    const made = await ground(app);
    const holder = await newKeyHolder(app, 'editor');
    const stranger = await newKeyHolder(app, 'editor');
    const wording = 'A clerk named the judge who called.';
    const { claims } = await run(
      app,
      file,
      editor,
      claimOn(made, wording, [0, 34], {
        checked: true,
        statements: [
          { subject: made.theCase, property: 'impact', value: { text: 'the judge who called', language: 'en' } },
          { subject: made.theCase, property: 'began', value: '2018-04' },
        ],
      }),
    );
    await holder.seal(claims[0]!);
    const { rows: tables } = (await db().executeSql(
      `select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
    )) as { rows: { table_name: string }[] };
    for (const { table_name } of tables)
      expect(JSON.stringify((await db().executeSql(`select * from "${table_name}"`)).rows), table_name).not.toContain(
        'judge who called',
      );
    await expect(
      run(app, openSealed, stranger.principal, { thing: claims[0]!, identity: stranger.identity }),
    ).rejects.toMatchObject({ code: 'sealed' });
    const opened = await run(app, openSealed, holder.principal, { thing: claims[0]!, identity: holder.identity });
    expect(opened.rows.claim![0]).toMatchObject({ wording });
    await holder.unseal(claims[0]!);
    // If the speaker is sealed, the desk sees that there is a speaker, but not who.
    await holder.seal(made.actor);
    const [hidden] = await loadClaims(db().read, [(await thingOf(app, claims[0]!)).id], 'desk');
    expect(hidden!.chain[0]).toMatchObject({ speaker: { title: '', hidden: true } });
    await holder.unseal(made.actor);
    const [claim] = await loadClaims(db().read, [(await thingOf(app, claims[0]!)).id], 'desk');
    expect(claim).toMatchObject({
      wording,
      visibility: 'desk',
      chain: [{ speaker: { title: 'Marat Zhyldyzov' } }],
      statements: [{ property: 'impact' }, { property: 'began', value: { value: '2018-04' } }],
    });
  });

  it('has no row without its parent after the tests above', async () => {
    expect(await orphans(db())).toEqual([]);
  });
});
