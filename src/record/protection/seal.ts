import { sql } from 'kysely';
import { z } from 'zod';
import { desk, editors, legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { noteErasure } from '../../platform/erasing/note-erasure.ts';
import { encryptWords, partsToSearch } from '../../platform/erasing/search-words.ts';
import { eraseUnused } from '../../platform/storage/holders.ts';
import { defineOperation, tablesOfListeners, mayRun, run, type App, type Principal } from '../../platform/operation.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { putBytes, settleBytes } from '../sources/held-bytes.ts';
import type { Row, SealedRows, Sealing } from '../kinds/kind.ts';
import { findKind, kindOf, kindsThat } from '../kinds/registry.ts';
import { sweepFiles } from '../files/delete-files.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { requireOthersCanOpen, namesOf, othersWork } from './others-work.ts';
import { publicUse, type PublicUse } from './public-use.ts';
import { currentKey, requireRecoveryKey, lockCurrentKey } from './recovery/recovery-key.ts';
import {
  decryptContent,
  encryptAgain,
  encryptContent,
  findReaders,
  replaceCiphertext,
  type Content,
} from './sealed-content.ts';
import { requireEditor } from '../permissions.ts';
import { findThing, parseRef, refOf, refSchema } from '../refs.ts';
import type { ThingKind } from '../tables.ts';
import { takeForChange, type Thing } from '../things.ts';
import { wasCounted } from '../views/address.ts';

/*
 * Sealing moves the content of an item out of the database's plain columns and the history, and encrypts it with age
 * for named people and the recovery key.
 *
 * No one else can open the item. The server can open it only while one of these people is signed in, or when enough
 * share holders put the recovery key together. The item's kind declares which rows are sealed.
 */

const sealing = (kind: string): Sealing => kindOf(kind).seal!;
const sealable = (): ThingKind[] => kindsThat((kind) => kind.seal);

/** Seals an item for named people, and deletes the plain bytes of a capture. See `seal`. */
export async function sealThing(
  app: App,
  principal: Principal | null,
  input: z.input<typeof sealInput>,
  why?: string,
): Promise<void> {
  const { kind, eraseBlob } = await run(app, seal, principal, input, why);
  if (eraseBlob) await eraseUnused(app, [eraseBlob]);
  if (kindOf(kind).files) await sweepFiles(app);
}

const sealInput = z.object({
  thing: refSchema,
  for: z.array(z.coerce.number().int().positive()).min(1, 'errors.field.seal.nobody'),
});

/** Only editors can seal items that readers see, because readers can no longer see a sealed item. */
export const maySealPublic = (principal: Principal): boolean => mayRun(principal, { permission: editors });

const needsEditor = async (db: Reader, thing: Thing, principal: Principal, { by }: PublicUse): Promise<AppError> =>
  new AppError('seal_needs_editor', {
    details: {
      why: by ? 'named' : 'public',
      by: by ? refOf(by) : '',
      editors: namesOf((await othersWork(db, thing, principal)).editors),
    },
  });

const seal = defineOperation({
  name: 'record.seal',
  permission: legal,
  publicItems: 'unseen',
  protects: true,
  proof: true,
  input: sealInput,
  async prepare({ input, app }) {
    const thing = await findSealable(app.db.read, input.thing);
    const readers = await findReaders(app.db.read, input.for, 'for');
    const recovery = await requireRecoveryKey(app.db.read);
    const content = await collect(app, thing);
    const recipients = readers.map((reader) => reader.recipient);
    return {
      version: thing.version,
      ciphertext: await encryptContent(content, [...recipients, recovery.recipient]),
      recovery: recovery.id,
      readers,
      rows: content.rows,
      tables: [...Object.keys(content.rows), 'fact', 'change', ...tablesOfListeners(app)],
      words: await encryptWords(app.config.dataDir, partsToSearch(textsIn(content.rows))),
    };
  },
  async write({ tx, input, prepared, principal, at, change }) {
    const thing = await takeForChange(tx, input.thing, at, { version: prepared.version, kinds: sealable() });
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    // The item's row is locked now. So a transaction that publishes the item, or a text that cites it, has either ended
    // or waits for this transaction.
    const use = await publicUse(tx, thing);
    if (use && !maySealPublic(principal)) throw await needsEditor(tx, thing, principal, use);
    await requireOthersCanOpen(tx, thing, principal, input.for);
    await lockCurrentKey(tx, prepared.recovery);
    const { kind } = thing;
    const { parts, sealed } = sealing(kind);
    const touched = await affectedSubjects(tx, thing);
    const blob = await bytesOf(tx, thing);
    await tx
      .insertInto('sealed_content')
      .values({
        thing_id: thing.id,
        ciphertext: prepared.ciphertext,
        sealed_at: at,
        recovery_key_id: prepared.recovery,
      })
      .execute();
    await insertRows(
      tx,
      'sealed_for',
      prepared.readers.map((reader) => ({ thing_id: thing.id, ...reader })),
    );
    for (const part of parts) await empty(tx, part, thing.id);
    await sealed?.(tx, thing.id, prepared.rows);
    const closed_at = (await wasSeen(tx, thing)) ? at : thing.closed_at;
    await tx.updateTable('thing').set({ visibility: 'sealed', closed_at }).where('id', '=', thing.id).execute();
    await tx
      .updateTable('change')
      .set({ before: null, after: null, redacted: true })
      .where('thing_id', '=', thing.id)
      .where('kind', '=', thing.kind)
      .execute();
    await project(tx, touched);
    change({
      kind,
      thingId: thing.id,
      action: 'sealed',
      before: null,
      after: { for: prepared.readers.map((reader) => reader.account_id) },
    });
    await noteErasure(tx, {
      act: 'seal',
      thing: thing.id,
      tables: prepared.tables,
      words: prepared.words,
      blobs: [...(blob ? [blob] : []), ...(prepared.rows.held_file ?? []).map((row) => String(row.sha256))],
    });
    return { kind, eraseBlob: blob };
  },
});

/**
 * Opens a sealed item with the key of one of the named people. This is recorded as a change. If the current recovery
 * key does not open the item yet, the item is encrypted again, for the same people and for this key.
 * @throws AppError `sealed`
 */
export const openSealed = defineOperation({
  name: 'record.openSealed',
  permission: desk,
  publicItems: 'unseen',
  proof: true,
  onFullDisk: 'runs',
  input: z.object({ thing: refSchema, identity: z.string().min(1) }),
  async prepare({ input, app, principal }) {
    const thing = await findSealable(app.db.read, input.thing);
    const { content, row } = await decrypt(app.db.read, thing, input.identity, principal.accountId);
    const recovery = await currentKey(app.db.read);
    const again =
      recovery && recovery.id !== row.recovery_key_id
        ? await encryptAgain(app.db.read, thing.id, content, row.ciphertext, recovery)
        : null;
    await updateSinceSealed(app.db.read, content, thing.id);
    return { thing, content, again };
  },
  async write({ tx, prepared, change }) {
    if (prepared.again) await replaceCiphertext(tx, prepared.again);
    change({ kind: prepared.thing.kind, thingId: prepared.thing.id, action: 'opened', before: null, after: null });
    return prepared.content;
  },
});

/**
 * Updates the decrypted content with the current values of columns that can change while an item is sealed, for example
 * because a permission was withdrawn or a deadline was met.
 */
export async function updateSinceSealed(db: Reader, { kind, rows }: Content, id: number): Promise<void> {
  const { table } = kindOf(kind);
  const { goesOn, parts } = sealing(kind);
  const own = parts.find((part) => part.table === table);
  const [was] = rows[table] ?? [];
  if (!was || !goesOn || !own || !('emptied' in own)) return;
  const { rows: found } = await sql<{
    now: Row;
  }>`select to_jsonb(x) as now from ${sql.table(table)} x where x.id = ${id}`.execute(db);
  for (const [column, value] of Object.entries(found[0]?.now ?? {})) if (!(column in own.emptied)) was[column] = value;
}

/**
 * Removes the seal and restores the content. The item is then desk only. If it was public before the seal, readers
 * still see a note that it is no longer public.
 */
export const unseal = defineOperation({
  name: 'record.unseal',
  permission: legal,
  publicItems: 'unseen',
  proof: true,
  input: z.object({ thing: refSchema, identity: z.string().min(1) }),
  async prepare({ input, app, principal }) {
    const thing = await findSealable(app.db.read, input.thing);
    const { content } = await decrypt(app.db.read, thing, input.identity, principal.accountId);
    // The bytes are restored before the row that refers to them.
    const blobs: string[] = [];
    for (const bytes of [...(content.bytes ? [content.bytes] : []), ...Object.values(content.files ?? {})])
      blobs.push(await putBytes(app, Buffer.from(bytes, 'base64')));
    return { version: thing.version, content, blobs };
  },
  async cleanUp({ prepared, app, failed }) {
    for (const blob of prepared.blobs) await settleBytes(app, blob, failed);
  },
  async write({ tx, input, prepared, principal, at, change }) {
    const thing = await takeForChange(tx, input.thing, at, { version: prepared.version, kinds: sealable() });
    // Only editors can seal a public item, so only editors can remove such a seal.
    if (thing.closed_at) requireEditor(principal, thing);
    const { kind, rows } = prepared.content;
    const { parts, unsealed } = sealing(kind);
    await tx.updateTable('thing').set({ visibility: 'desk' }).where('id', '=', thing.id).execute();
    for (const part of parts) for (const row of rows[part.table] ?? []) await refill(tx, part, row);
    await tx.deleteFrom('sealed_for').where('thing_id', '=', thing.id).execute();
    await tx.deleteFrom('sealed_content').where('thing_id', '=', thing.id).execute();
    await unsealed?.(tx, thing.id, rows);
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

/**
 * Whether readers have seen an item. They have seen a public claim only if its values counted at some time, because
 * they never see other claims.
 */
const wasSeen = async (db: Reader, { id, kind, visibility }: Thing): Promise<boolean> =>
  visibility === 'public' && (kind !== 'claim' || (await wasCounted(db, id)));

/**
 * The people for whom an item was sealed. `lost`: the person's account has a new key since, which cannot open the item.
 */
export async function sealedFor(db: Reader, thingId: number): Promise<{ id: number; name: string; lost: boolean }[]> {
  const rows = await db
    .selectFrom('sealed_for')
    .innerJoin('account', 'account.id', 'sealed_for.account_id')
    .select(['account.id', 'account.name', 'account.seal_recipient', 'sealed_for.recipient'])
    .where('thing_id', '=', thingId)
    .orderBy('account.name')
    .execute();
  return rows.map(({ id, name, ...keys }) => ({ id, name, lost: keys.recipient !== keys.seal_recipient }));
}

/**
 * How many shares of the recovery key are needed to open a sealed item (`threshold`), and how many shares exist. Null
 * if the item was not sealed for a recovery key.
 */
export async function recoveryOf(db: Reader, thingId: number): Promise<{ threshold: number; shares: number } | null> {
  const { rows } = await sql<{ threshold: number; shares: number }>`
    select k.threshold, (select count(*)::int from recovery_share r where r.key_id = k.id) as shares
    from sealed_content s join recovery_key k on k.id = s.recovery_key_id where s.thing_id = ${thingId}`.execute(db);
  return rows[0] ?? null;
}

/** @throws AppError `not_found`, `redacted` */
export async function findSealable(db: Reader, ref: string): Promise<Thing> {
  const parsed = parseRef(ref);
  const thing = parsed && findKind(parsed.kind)?.seal ? await findThing(db, parsed.kind, parsed.number) : null;
  if (!thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  return thing;
}

async function collect(app: App, thing: Thing): Promise<Content> {
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const { bytes: column, table } = kindOf(thing.kind);
  const content: Content = { kind: thing.kind, rows: {} };
  const { parts, read } = sealing(thing.kind);
  for (const part of parts) {
    const { rows } =
      await sql<Row>`select * from ${sql.table(part.table)} where ${sql.ref(part.key)} = ${thing.id}`.execute(
        app.db.read,
      );
    content.rows[part.table] = rows;
  }
  Object.assign(content.rows, await read?.(app.db.read, thing.id));
  if (column) {
    const bytes = await app.blobs.get(String(content.rows[table]![0]![column.hash]));
    if (bytes) content.bytes = Buffer.from(bytes).toString('base64');
  }
  for (const { sha256, size } of content.rows.held_file ?? []) {
    const bytes = Number(size) > 0 ? await app.blobs.get(String(sha256)) : null;
    if (bytes) (content.files ??= {})[String(sha256)] = Buffer.from(bytes).toString('base64');
  }
  return content;
}

/** Every text in rows, also inside JSON. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value && typeof value === 'object' && !(value instanceof Uint8Array))
    for (const one of Object.values(value)) yield* textsIn(one);
}

async function decrypt(db: Reader, thing: Thing, identity: string, accountId: number | null) {
  const row = await db
    .selectFrom('sealed_content')
    .innerJoin('sealed_for', 'sealed_for.thing_id', 'sealed_content.thing_id')
    .select(['ciphertext', 'recovery_key_id'])
    .where('sealed_content.thing_id', '=', thing.id)
    .where('sealed_for.account_id', '=', accountId)
    .executeTakeFirst();
  if (!row) throw new AppError('sealed');
  return { row, content: await decryptContent(row.ciphertext, identity) };
}

async function bytesOf(tx: Tx, { kind, id }: Thing): Promise<string | null> {
  const { bytes, table } = kindOf(kind);
  if (!bytes) return null;
  const { rows } = await sql<{
    hash: string;
  }>`select ${sql.ref(bytes.hash)} as hash from ${sql.table(table)} where id = ${id}`.execute(tx);
  return rows[0]!.hash;
}

async function empty(tx: Tx, part: SealedRows, id: number): Promise<void> {
  const where = sql`${sql.ref(part.key)} = ${id}`;
  if ('removed' in part) {
    await sql`delete from ${sql.table(part.table)} where ${where}`.execute(tx);
    return;
  }
  const sets = Object.entries(part.emptied).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  await sql`update ${sql.table(part.table)} set ${sql.join(sets)} where ${where}`.execute(tx);
}

/** Inserts a removed row again, or fills an emptied row, if there still is a row with the same values of `match`. */
async function refill(tx: Tx, part: SealedRows, row: Row): Promise<void> {
  const valueOf = (column: string): unknown =>
    part.json?.includes(column) && row[column] !== null ? JSON.stringify(row[column]) : row[column];
  if ('removed' in part) {
    const columns = Object.keys(row).filter((column) => !(part.newIds && column === 'id'));
    await sql`insert into ${sql.table(part.table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values (${sql.join(columns.map(valueOf))})`.execute(
      tx,
    );
    return;
  }
  const { match = ['id'] } = part;
  if (!match) return;
  // If the content was sealed before a column existed, it has no value for the column.
  const columns = Object.keys(part.emptied).filter((column) => row[column] !== undefined);
  if (columns.length === 0) return;
  const same = match.map((column) => sql`${sql.ref(column)} = ${row[column]}`);
  await sql`update ${sql.table(part.table)} set ${sql.join(columns.map((column) => sql`${sql.ref(column)} = ${valueOf(column)}`))} where ${sql.join(same, sql` and `)}`.execute(
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
