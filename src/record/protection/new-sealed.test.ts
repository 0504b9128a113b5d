import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { file, fileExample, type Filed } from '../filing/file.ts';
import type { FilingInput } from '../filing/schema.ts';
import { pageWith, sealedFiling, wordsOf } from '../filing/testing/sealed-filing.ts';
import { readStates } from '../history/states.ts';
import { kindOf } from '../kinds/registry.ts';
import { findThing, parseRef } from '../refs.ts';
import { storeCapture } from '../sources/store-capture.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { loadFacts } from '../views/facts.ts';
import { loadHistory } from '../views/history.ts';
import { openSealed } from './seal.ts';

const thingOf = async (app: App, ref: string) =>
  (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;

/** What new items refer to: a case, a source, and a capture of a page. */
async function ground(app: App, quoted: string) {
  const text = pageWith(quoted);
  const kept = await run(app, storeCapture, monitor, {
    title: 'Newsroom searched',
    method: 'text',
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode(text),
    text,
  });
  const { cases } = await run(app, file, editor, { cases: [{ title: 'The search' }] });
  return { case: cases[0]!, source: kept.source, capture: kept.capture, text };
}

/** Tables with one of the words in any column. */
async function tablesWith(db: Database, words: readonly string[]): Promise<string[]> {
  const { rows } = (await db.executeSql(
    `select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
  )) as { rows: { table_name: string }[] };
  const found: string[] = [];
  for (const { table_name } of rows) {
    const text = JSON.stringify((await db.executeSql(`select * from "${table_name}"`)).rows);
    if (words.some((word) => text.includes(word))) found.push(table_name);
  }
  return found;
}

/** The rows of an item in all tables that its seal empties, as JSON. Ids and times differ between any two items. */
const rowsOf = async (app: App, ref: string): Promise<Record<string, unknown>> => {
  const { id, kind } = await thingOf(app, ref);
  const found: Record<string, unknown> = {};
  for (const { table, key } of kindOf(kind).seal!.parts) {
    const { rows } = await sql<object>`select * from ${sql.table(table)} where ${sql.ref(key)} = ${id}`.execute(
      app.db.read,
    );
    found[`${table}.${key}`] = rows.map(plain);
  }
  return found;
};
const plain = (row: object): object =>
  JSON.parse(
    JSON.stringify(row, (key, value: unknown) =>
      value === null ||
      /^(?:id|claim_id|actor_id|subject_id|value_key|source_id|publisher_id|passage_id|raised_by|case_id|capture_id|origin_id|thing_id|origin|address_key|keys)$/.test(
        key,
      ) ||
      key.endsWith('_at')
        ? undefined
        : value,
    ),
  ) as object;

/** The same without what differs between the two filings that are compared. */
const alike = (value: object): object =>
  JSON.parse(JSON.stringify(value).replaceAll('laidword', 'bornword').replaceAll('fifty', 'forty')) as object;

const refsOf = ({ actors, sources, claims, questions }: Filed): string[] => [
  ...questions,
  ...claims,
  ...sources,
  ...actors,
];

onBothDatabases('an item that is sealed when it is created', (db) => {
  let app: App;
  let holder: Awaited<ReturnType<typeof newKeyHolder>>;
  let on: Awaited<ReturnType<typeof ground>>;
  beforeAll(async () => {
    app = testApp(db());
    holder = await newKeyHolder(app, 'editor');
    on = await ground(app, 'forty');
  });
  const made = (filing: FilingInput, why?: string) => run(app, file, holder.principal, filing, why);
  const person = (text: string) => ({ kind: 'person' as const, names: [{ text }] });

  it('has no word in any table, and the same rows, content and history as one that was sealed later', async () => {
    const start = refsOf(await made(sealedFiling('bornword', on, [holder.id])));
    expect(await tablesWith(db(), wordsOf('bornword'))).toEqual([]);
    expect((await thingOf(app, start[0]!)).visibility).toBe('sealed');
    const later = refsOf(await made(sealedFiling('laidword', await ground(app, 'fifty'))));
    // The speaker is sealed last, so that the seals of the claims have the name as it was written.
    for (const ref of later) await holder.seal(ref);
    expect(await tablesWith(db(), wordsOf('laidword'))).toEqual([]);
    const open = async (thing: string) => {
      const content = await run(app, openSealed, holder.principal, { thing, identity: holder.identity });
      const rows = Object.entries(content.rows).flatMap(([table, of]) => (of.length ? [[table, of.map(plain)]] : []));
      return alike(Object.fromEntries(rows));
    };
    for (const [index, ref] of start.entries()) {
      expect(alike(await rowsOf(app, ref))).toEqual(alike(await rowsOf(app, later[index]!)));
      expect(await open(ref)).toEqual(await open(later[index]!));
      const history = await loadHistory(app.db.read, await thingOf(app, ref));
      expect(history.at(-1)).toMatchObject({ actions: ['created', 'sealed'], before: null, after: expect.anything() });
    }
  });

  it('can be opened and unsealed like any other, and then has its facts, speakers and passages', async () => {
    const filing = sealedFiling('openword', on, [holder.id]);
    const filed = await made(filing);
    const open = await made(sealedFiling('freeword', on));
    for (const ref of [...filed.actors, ...filed.sources, ...filed.claims, ...filed.questions])
      await holder.unseal(ref);
    const { id } = await thingOf(app, on.case);
    const reasons = (await loadFacts(app.db.read, [id], 'desk'))
      .get(id)!
      .find((one) => one.property === 'stated-reason');
    expect(JSON.stringify(reasons)).toContain('openwordReason');
    const states = async (of: Filed) => {
      const found: object[] = [];
      for (const ref of refsOf(of)) {
        const { id } = await thingOf(app, ref);
        found.push(plain((await readStates(app.db.read, [id])).get(id)!));
      }
      return JSON.parse(JSON.stringify(found).replaceAll('freeword', 'openword')) as object;
    };
    expect(await states(filed)).toEqual(await states(open));
    const { rows } = await sql<{ exact: string; visibility: string }>`
      select p.exact, p.visibility from claim c join passage p on p.id = c.passage_id where c.id = ${(await thingOf(app, filed.claims[1]!)).id}`.execute(
      app.db.read,
    );
    expect(rows).toEqual([{ exact: 'took forty notebooks', visibility: 'public' }]);
    const { rows: origins } = await sql<{ origin: string }>`
      select origin from claim where id = ${(await thingOf(app, filed.claims[0]!)).id}`.execute(app.db.read);
    expect(origins).toEqual([{ origin: `actor/${(await thingOf(app, filed.actors[0]!)).id}` }]);
    const [claim] = filed.claims;
    const { version } = await thingOf(app, claim!);
    await run(app, changeClaim, editor, {
      claim: claim!,
      version,
      to: {
        ...filing.claims![0]!,
        chain: [{ pagesOwn: true }],
        support: { kind: 'direct-word', note: 'Told.' },
        statements: [],
      },
    });
  });

  it('counts nowhere while it is sealed', async () => {
    const there = await ground(app, 'sixty');
    await made(sealedFiling('countword', there, [holder.id]));
    const { id } = await thingOf(app, there.case);
    expect((await loadFacts(app.db.read, [id], 'desk')).get(id) ?? []).toEqual([]);
  });

  it('is refused for someone without a key, for no one, as public, and with a reason', async () => {
    const other = await app.db.transaction((tx) =>
      tx
        .insertInto('account')
        .values({
          email: 'no.key@example.org',
          name: 'N',
          roles: ['editor'],
          password_hash: null,
          disabled_at: null,
          created_at: app.now(),
        })
        .returning('id')
        .executeTakeFirstOrThrow(),
    );
    const wrong = async (filing: FilingInput, why?: string) => {
      try {
        await made(filing, why);
      } catch (thrown) {
        return (thrown as { fields?: { path: string; message: string }[] }).fields?.map(({ path, message }) => [
          path,
          message,
        ]);
      }
      return 'filed';
    };
    const actor = person('Refused Person');
    const sealFor = [holder.id];
    expect([
      await wrong({ actors: [{ ...actor, sealFor: [holder.id, other.id] }] }),
      await wrong({ actors: [{ ...actor, sealFor: [] }] }),
      await wrong({ actors: [{ ...actor, sealFor, visibility: 'public' }] }),
      await wrong({ actors: [{ ...actor, sealFor }] }, 'A friend told us.'),
      await wrong({ cases: [{ title: 'A case', sealFor }] }),
      await wrong({ actors: Array.from({ length: 21 }, () => ({ ...actor, sealFor })) }),
    ]).toEqual([
      [['actors.0.sealFor', 'errors.field.seal.noKey']],
      [['actors.0.sealFor', 'errors.field.seal.nobody']],
      [['actors.0.visibility', 'errors.field.seal.public']],
      [['why', 'errors.field.seal.why']],
      [['cases.0.sealFor', 'errors.field.seal.kind']],
      [['actors.20.sealFor', 'errors.field.seal.manyItems']],
    ]);
    await expect(run(app, fileExample, editor, { actors: [{ ...actor, sealFor }] })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'actors.0.sealFor' }],
    });
    expect(await tablesWith(db(), ['Refused Person'])).toEqual([]);
  });

  it('can be named only by items of the same filing that are sealed, too', async () => {
    const sealFor = [holder.id];
    const claim = {
      wording: 'They were there.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ actor: '#witness', asWritten: 'Named Witness' }],
      support: { kind: 'direct-word' as const, note: 'Told on the stairs.' },
    };
    const actors = [{ ...person('Named Witness'), key: 'witness', sealFor }];
    await expect(made({ actors, claims: [claim] })).rejects.toMatchObject({
      fields: [{ path: 'claims.0', message: 'errors.field.seal.named', params: { ref: '#witness' } }],
    });
    await made({ actors, claims: [{ ...claim, sealFor }] });
    expect(await tablesWith(db(), ['Named Witness', 'on the stairs'])).toEqual([]);
  });
});

onBothDatabases('without a recovery key', (db) => {
  it('nothing can be created sealed', async () => {
    const app = testApp(db());
    const actors = [{ kind: 'person' as const, names: [{ text: 'Keyless Person' }], sealFor: [1] }];
    await expect(run(app, file, editor, { actors })).rejects.toMatchObject({ code: 'recovery_missing' });
    expect(await tablesWith(db(), ['Keyless'])).toEqual([]);
  });
});
