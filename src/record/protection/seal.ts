import { sql } from 'kysely';
import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { eraseUnused } from '../../platform/storage/holders.ts';
import { defineOperation, run, type App, type Principal } from '../../platform/operation.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { putBytes, settleBytes } from '../sources/held-bytes.ts';
import { sweepFiles } from '../kept-files/forget-files.ts';
import { recomputeOrigins } from '../projection/origins.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { findThing, parseRef, refSchema } from '../refs.ts';
import { emptyPassages, forgetWritten, passagesOf, restorePassages, type PassageRow } from './sealed-copies.ts';
import type { ThingKind } from '../tables.ts';
import { takeForChange, type Thing } from '../things.ts';

/**
 * Sealing: what a thing says leaves the database's plain columns and its history, and is kept encrypted with age
 * to the people named. Nobody else can open it, nor can the server without one of them being signed in.
 */
export const sealable = ['actor', 'claim', 'source', 'question', 'capture', 'demand', 'permission', 'reply'] as const;
type Sealable = (typeof sealable)[number];

/** Rows by table that a kind's content consists of: read to seal, emptied, written back to unseal. */
type Content = {
  kind: Sealable;
  rows: Record<string, Record<string, unknown>[]>;
  /** In base64: of a capture, and of files by their hash. */ bytes?: string;
  files?: Record<string, string>;
};

const heldFiles = { table: 'held_file', key: 'thing_id', removed: false };

const parts: Record<Sealable, { table: string; key: string; removed: boolean }[]> = {
  actor: [
    { table: 'actor_name', key: 'actor_id', removed: true },
    // How sources wrote the name, wherever the actor speaks.
    { table: 'chain_link', key: 'actor_id', removed: false },
  ],
  claim: [
    { table: 'claim', key: 'id', removed: false },
    { table: 'chain_link', key: 'claim_id', removed: true },
    { table: 'statement', key: 'claim_id', removed: true },
  ],
  source: [
    { table: 'source', key: 'id', removed: false },
    { table: 'source_address', key: 'source_id', removed: true },
    { table: 'derivation', key: 'source_id', removed: true },
  ],
  question: [{ table: 'question', key: 'id', removed: false }],
  capture: [
    { table: 'capture', key: 'id', removed: false },
    { table: 'passage', key: 'capture_id', removed: false },
    heldFiles,
  ],
  demand: [
    { table: 'demand', key: 'id', removed: false },
    { table: 'demand_about', key: 'demand_id', removed: true },
    heldFiles,
  ],
  permission: [
    { table: 'permission', key: 'id', removed: false },
    { table: 'permission_seen', key: 'permission_id', removed: true },
    heldFiles,
  ],
  reply: [{ table: 'reply', key: 'id', removed: false }, heldFiles],
};

/** What an emptied row still says: nothing. Columns that hold the row in its place stay. */
const emptied: Partial<Record<string, Record<string, unknown>>> = {
  claim: { wording: '', support_note: sql`case when support = 'direct-word' then '' end` },
  source: { title: '', publisher_id: null, published: null, language: null, note: null },
  question: { wording: '' },
  capture: { requested_url: null, final_url: null, hops: '[]', headers: '[]', text: '', text_sha256: '' },
  chain_link: { as_written: null },
  // What is counted stays (docs/decisions/0073).
  demand: {
    authority_id: null,
    law: '',
    law_id: null,
    what: '',
    about_words: '',
    capture_id: null,
    outcome_reason: '',
  },
  permission: {
    person_id: null,
    person: '',
    document_id: null,
    subject: '',
    kinds: sql`'{}'`,
    wording: '',
    contact: '',
    note: '',
    answerer: '',
    withdrawer: '',
  },
  // What was published is the readers', with whose it is (docs/decisions/0074).
  reply: {
    asker_id: sql`case when state = 'published' then asker_id end`,
    asker: sql`case when state = 'published' then asker else '' end`,
    sentences: sql`case when state = 'published' then sentences else '{}' end`,
    contact: '',
    asked: '',
    reason: '',
  },
  held_file: { name: '', size: 0 },
  passage: { exact: '', prefix: '', suffix: '', visibility: 'sealed' },
};

const hasFiles = (kind: Sealable): boolean => parts[kind].includes(heldFiles);

const jsonColumns = new Set(['value', 'hops', 'headers']);

/** Seals a thing for the people named, and ends the plain bytes of a capture. See `seal`. */
export async function sealThing(
  app: App,
  principal: Principal | null,
  input: z.input<typeof sealInput>,
  why?: string,
): Promise<void> {
  const { kind, eraseBlob } = await run(app, seal, principal, input, why);
  if (eraseBlob) await eraseUnused(app, [eraseBlob]);
  if (hasFiles(kind)) await sweepFiles(app);
  // Old row versions would keep the words on disk until the next clean-up.
  const touched = [
    ...parts[kind].map((part) => part.table),
    ...(kind === 'claim' ? ['passage'] : []),
    'fact',
    'change',
    ...app.listeners.flatMap((listener) => listener.wordsIn ?? []),
  ];
  for (const table of new Set(touched)) await app.db.executeSql(`vacuum full "${table}"`);
}

const sealInput = z.object({
  thing: refSchema,
  for: z.array(z.coerce.number().int().positive()).min(1, 'errors.field.seal.nobody'),
});

const seal = defineOperation({
  name: 'record.seal',
  permission: desk,
  input: sealInput,
  async prepare({ input, app }) {
    const thing = await find(app.db.read, input.thing);
    const readers = await app.db.read
      .selectFrom('account')
      .select(['id', 'seal_recipient'])
      .where('id', 'in', input.for)
      .where('disabled_at', 'is', null)
      .execute();
    if (readers.length !== new Set(input.for).size || readers.some((reader) => !reader.seal_recipient))
      throw new AppError('invalid_input', { fields: [{ path: 'for', message: 'errors.field.seal.noKey' }] });
    const content = await collect(app, thing);
    const { Encrypter } = await import('age-encryption');
    const encrypter = new Encrypter();
    for (const reader of readers) encrypter.addRecipient(reader.seal_recipient!);
    return {
      version: thing.version,
      ciphertext: await encrypter.encrypt(JSON.stringify(content)),
      readers: readers.map((reader) => reader.id),
      passages: thing.kind === 'claim' ? content.rows.passage!.map((row) => Number(row.id)) : [],
    };
  },
  async write({ tx, input, prepared, at, change }) {
    const thing = await takeForChange(tx, input.thing, at, { version: prepared.version, kinds: sealable });
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const kind = thing.kind as Sealable;
    const touched = await affectedSubjects(tx, thing);
    const blob = kind === 'capture' ? await bytesOf(tx, thing.id) : null;
    await tx
      .insertInto('sealed_content')
      .values({ thing_id: thing.id, ciphertext: prepared.ciphertext, sealed_at: at })
      .execute();
    await insertRows(
      tx,
      'sealed_for',
      prepared.readers.map((account_id) => ({ thing_id: thing.id, account_id })),
    );
    for (const part of parts[kind]) {
      if (part.removed)
        await sql`delete from ${sql.table(part.table)} where ${sql.ref(part.key)} = ${thing.id}`.execute(tx);
      else await empty(tx, part.table, part.key, thing.id);
    }
    if (kind === 'claim') await emptyPassages(tx, thing.id, prepared.passages);
    if (kind === 'actor') await forgetWritten(tx, thing.id);
    if (kind === 'capture') await tx.updateTable('capture').set({ bytes_size: 0 }).where('id', '=', thing.id).execute();
    await tx.updateTable('thing').set({ visibility: 'sealed' }).where('id', '=', thing.id).execute();
    await tx
      .updateTable('change')
      .set({ before: null, after: null, redacted: true })
      .where('thing_id', '=', thing.id)
      .where('kind', '=', thing.kind)
      .execute();
    await project(tx, touched);
    change({ kind, thingId: thing.id, action: 'sealed', before: null, after: { for: prepared.readers } });
    return { kind, eraseBlob: blob };
  },
});

/** Opens what is sealed with the identity of one of the people named. It leaves a change. @throws AppError `sealed` */
export const openSealed = defineOperation({
  name: 'record.openSealed',
  permission: desk,
  input: z.object({ thing: refSchema, identity: z.string().min(1) }),
  async prepare({ input, app, principal }) {
    const thing = await find(app.db.read, input.thing);
    const content = await decrypt(app.db.read, thing, input.identity, principal.accountId);
    await sinceSealed(app.db.read, content, thing.id);
    return { thing, content };
  },
  async write({ prepared, change }) {
    change({ kind: prepared.thing.kind, thingId: prepared.thing.id, action: 'opened', before: null, after: null });
    return prepared.content;
  },
});

/** What goes on beside the seal (an answer was taken back, a deadline met) as it stands now. */
async function sinceSealed(db: Reader, { kind, rows }: Content, id: number): Promise<void> {
  const [was] = rows[kind] ?? [];
  if (!was || (kind !== 'permission' && kind !== 'reply' && kind !== 'demand')) return;
  const { rows: found } = await sql<{
    now: Record<string, unknown>;
  }>`select to_jsonb(x) as now from ${sql.table(kind)} x where x.id = ${id}`.execute(db);
  for (const [column, value] of Object.entries(found[0]?.now ?? {}))
    if (!(column in emptied[kind]!)) was[column] = value;
}

/** Takes the seal off: the content goes back to where it stood, for the desk. */
export const unseal = defineOperation({
  name: 'record.unseal',
  permission: desk,
  input: z.object({ thing: refSchema, identity: z.string().min(1) }),
  async prepare({ input, app, principal }) {
    const thing = await find(app.db.read, input.thing);
    const content = await decrypt(app.db.read, thing, input.identity, principal.accountId);
    // The bytes come back before the row that points at them.
    const blobs: string[] = [];
    for (const bytes of [...(content.bytes ? [content.bytes] : []), ...Object.values(content.files ?? {})])
      blobs.push(await putBytes(app, Buffer.from(bytes, 'base64')));
    return { version: thing.version, content, blobs };
  },
  async settle({ prepared, app, failed }) {
    for (const blob of prepared.blobs) await settleBytes(app, blob, failed);
  },
  async write({ tx, input, prepared, at, change }) {
    const thing = await takeForChange(tx, input.thing, at, { version: prepared.version, kinds: sealable });
    const { kind, rows } = prepared.content;
    await tx.updateTable('thing').set({ visibility: 'desk' }).where('id', '=', thing.id).execute();
    for (const part of parts[kind]) {
      if (part.table === 'passage') continue;
      for (const row of rows[part.table] ?? []) {
        const values = Object.fromEntries(
          Object.entries(row).map(([column, value]) => [
            column,
            jsonColumns.has(column) ? JSON.stringify(value) : value,
          ]),
        );
        if (part.removed) await restore(tx, part.table, values);
        else await refill(tx, part.table, values);
      }
    }
    await restorePassages(tx, (rows.passage ?? []) as PassageRow[], kind === 'capture');
    await tx.deleteFrom('sealed_for').where('thing_id', '=', thing.id).execute();
    await tx.deleteFrom('sealed_content').where('thing_id', '=', thing.id).execute();
    if (kind === 'claim') await recomputeOrigins(tx, [thing.id]);
    await project(tx, await affectedSubjects(tx, thing));
    change({
      kind,
      thingId: thing.id,
      action: 'visibility',
      before: { visibility: 'sealed' },
      after: { visibility: 'desk' },
    });
  },
});

/** Who can open a sealed thing. */
export const sealedFor = (db: Reader, thingId: number) =>
  db
    .selectFrom('sealed_for')
    .innerJoin('account', 'account.id', 'sealed_for.account_id')
    .select(['account.id', 'account.name'])
    .where('thing_id', '=', thingId)
    .orderBy('account.name')
    .execute();

async function find(db: Reader, ref: string): Promise<Thing> {
  const parsed = parseRef(ref);
  const thing =
    parsed && (sealable as readonly ThingKind[]).includes(parsed.kind)
      ? await findThing(db, parsed.kind, parsed.number)
      : null;
  if (!thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  return thing;
}

async function collect(app: App, thing: Thing): Promise<Content> {
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const content: Content = { kind: thing.kind as Sealable, rows: {} };
  for (const part of parts[content.kind]) {
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(part.table)} where ${sql.ref(part.key)} = ${thing.id}`.execute(app.db.read);
    content.rows[part.table] = rows;
  }
  if (content.kind === 'claim') content.rows.passage = await passagesOf(app.db.read, thing.id);
  if (content.kind === 'capture') {
    const bytes = await app.blobs.get(String(content.rows.capture![0]!.bytes_sha256));
    if (bytes) content.bytes = Buffer.from(bytes).toString('base64');
  }
  for (const { sha256, size } of content.rows.held_file ?? []) {
    const bytes = Number(size) > 0 ? await app.blobs.get(String(sha256)) : null;
    if (bytes) (content.files ??= {})[String(sha256)] = Buffer.from(bytes).toString('base64');
  }
  return content;
}

async function decrypt(db: Reader, thing: Thing, identity: string, accountId: number | null): Promise<Content> {
  const row = await db
    .selectFrom('sealed_content')
    .innerJoin('sealed_for', 'sealed_for.thing_id', 'sealed_content.thing_id')
    .select('ciphertext')
    .where('sealed_content.thing_id', '=', thing.id)
    .where('sealed_for.account_id', '=', accountId)
    .executeTakeFirst();
  if (!row) throw new AppError('sealed');
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return JSON.parse(await decrypter.decrypt(row.ciphertext, 'text')) as Content;
  } catch (cause) {
    throw new AppError('sealed', { cause });
  }
}

const bytesOf = async (tx: Tx, captureId: number): Promise<string> =>
  (await tx.selectFrom('capture').select('bytes_sha256').where('id', '=', captureId).executeTakeFirstOrThrow())
    .bytes_sha256;

async function empty(tx: Tx, table: string, key: string, id: number): Promise<void> {
  const sets = Object.entries(emptied[table] ?? {}).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  await sql`update ${sql.table(table)} set ${sql.join(sets)} where ${sql.ref(key)} = ${id}`.execute(tx);
}

async function restore(tx: Tx, table: string, values: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(values).filter(
    (column) => !(column === 'id' && (table === 'actor_name' || table === 'statement')),
  );
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values (${sql.join(columns.map((column) => values[column]))})`.execute(
    tx,
  );
}

/** A link gets its words back only where the same actor still speaks in it. */
async function refill(tx: Tx, table: string, values: Record<string, unknown>): Promise<void> {
  // What was sealed before a column was there has nothing for it.
  const columns = [...Object.keys(emptied[table] ?? {}), ...(table === 'capture' ? ['bytes_size'] : [])].filter(
    (column) => values[column] !== undefined,
  );
  const row =
    table === 'chain_link'
      ? sql`claim_id = ${values.claim_id} and position = ${values.position} and actor_id = ${values.actor_id}`
      : sql`id = ${values.id}`;
  await sql`update ${sql.table(table)} set ${sql.join(columns.map((column) => sql`${sql.ref(column)} = ${values[column]}`))} where ${row}`.execute(
    tx,
  );
}

async function affectedSubjects(tx: Tx, thing: Thing): Promise<number[]> {
  if (thing.kind === 'claim') return subjectsOf(tx, [thing.id]);
  const { rows } = await sql<{
    subject_id: number;
  }>`select distinct subject_id from statement where value_thing = ${thing.id} or subject_id = ${thing.id}`.execute(tx);
  return rows.map((row) => Number(row.subject_id));
}
