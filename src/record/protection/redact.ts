import { sql } from 'kysely';
import { z } from 'zod';
import { redacting } from '../../accounts/tables.ts';
import { notePersonErasure, sameWord, wordCheck } from '../../platform/backup/erasures.ts';
import { noteErasure } from '../../platform/erasing/note-erasure.ts';
import { encryptWords, type StoredWords } from '../../platform/erasing/search-words.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, tablesOfListeners, run, type App, type Principal } from '../../platform/operation.ts';
import { withViewer } from '../../platform/database/viewer.ts';
import { withQueryLimit } from '../../platform/database/query-limit.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { blobsNaming } from './blobs-naming.ts';
import { requireRedaction, familyOf, personOf, sameWords, searchFor } from './redaction-words.ts';
import { atPlaces, byTable, covers, examine, lockRows, scan, type Scan } from './scan.ts';
import { scanEncrypted, lockEncrypted, strikeEncrypted } from './encrypted-texts.ts';
import { hideLineWidths } from './redacted-lines.ts';
import { itemsNaming, strike, type WordPlaces } from './strike.ts';
import {
  swapPackages,
  settlePackages,
  stripPackages,
  type StripPackage,
  type Stripped,
} from '../files/strip-packages.ts';
import { sweepFiles } from '../files/delete-files.ts';
import { refreshFields } from '../fields/apply-fields.ts';
import { stampFields } from '../fields/input.ts';
import { forgetChangesOf, mentionsFamily, redactHistoryOf, type Family } from '../history/forget.ts';
import { project } from '../projection/project.ts';
import { requireVisible, findThing, parseRef, refSchema } from '../refs.ts';
import { allKinds } from '../kinds/registry.ts';
import type { ThingKind } from '../tables.ts';
import { takeForChange } from '../things.ts';

/** Tables with words that every process has in memory. */
const fieldTables: ReadonlySet<string> = new Set(['property', 'own_list', 'own_term']);

const inputSchema = z.object({
  actor: refSchema,
  /**
   * All words that the page showed before the user confirmed. If the words to remove are different now, because someone
   * has added a name meanwhile, nothing is removed.
   */
  shown: z.array(z.string()).optional(),
  /**
   * Other words that identify the person, such as a nickname, a form of the name or an address, each of at least three
   * letters.
   */
  alsoErase: z
    .array(z.string().trim().min(3, 'errors.field.redact.short').max(300, 'errors.field.text.long'))
    .max(50)
    .default([]),
  /** Uncertain mentions that are erased, too, as `previewRedaction` names them (`choice`). */
  here: z.array(z.string().max(600)).max(2000).default([]),
  /** The reason, which is shown for ever. It must not contain the words that are redacted. */
  ground: z.string().trim().min(10, 'errors.field.reason.short').max(2000, 'errors.field.text.long'),
});

/**
 * The time for the search of all texts. Each query is short. At 20,000 cases, all of them together take half a minute.
 */
const scanLimit = () => ({ read: 60_000, readBudget: 30 * 60_000 });

type Prepared = {
  naming: string[];
  packages: Stripped[];
  found: Scan;
  /** The encrypted rows that may name the person, by table. */
  encrypted: ReadonlyMap<string, ReadonlySet<number>>;
  keys: RowKeys;
  /** Keys of rows that got new keys. */
  ended: string[];
  check(word: string): number;
  encrypt(words: readonly string[]): Promise<StoredWords>;
  projections: string[];
};
type Redaction = { blobs: string[]; things: number };

/**
 * Redacts a person everywhere: names, claims, passages, captures and their bytes, documents, changes, index. This
 * cannot be undone. The item keeps its number and gets a note. In texts, a bar of the same length replaces each name, in
 * any form (`PersonFinder`), so that the positions of passages stay valid.
 * @param strip creates new evidence packages without the WARC records (stored requests and responses) that name the
 * person. A package is deleted if nothing useful would remain in it. If `strip` is null, all packages that name the
 * person are deleted
 */
export async function redactPerson(
  app: App,
  principal: Principal | null,
  input: z.input<typeof inputSchema>,
  strip: StripPackage | null = null,
): Promise<void> {
  const done = await run(app, redact(strip), principal, input);
  await refreshFields(app.db.read);
  for (const blob of done.blobs) await app.blobs.erase(blob);
  await sweepFiles(app);
}

/**
 * The roles that can open the page for a redaction. The operation `redact` below must repeat the same values literally,
 * because `npm run roles` reads its source text.
 */
export const redactPermission = { permission: redacting, proof: true } as const;

const redact = (strip: StripPackage | null) =>
  defineOperation({
    name: 'record.redact',
    permission: redacting,
    proof: true,
    publicItems: 'permitted',
    ofAllTeams: true,
    onFullDisk: 'runs',
    input: inputSchema,
    async prepare({ input, app, at, principal }): Promise<Prepared> {
      await requireVisible(app.db.read, [input.actor]);
      const { kind, number } = parseRef(input.actor)!;
      const thing = (await findThing(app.db.read, kind, number))!;
      await requireRedaction(app.db.read, principal, thing, input.alsoErase);
      return withViewer(undefined, async () => {
        // Texts are searched first: the transaction reads what was written since, but it cannot search files.
        const keys = new RowKeys(app.config.dataDir);
        const [found, encrypted] = await withQueryLimit(scanLimit(), async () => {
          const family = await familyOf(app.db.read, thing.id);
          const search = await searchFor(app.db.read, family, input.alsoErase);
          const scanned = await scan(app.db.read, await refsOf(app.db.read, family), search);
          return [scanned, await scanEncrypted(app.db.read, keys, scanned.columns, search)] as const;
        });
        const person = await personOf(app.db.read, await familyOf(app.db.read, thing.id), input.alsoErase);
        const naming = await blobsNaming(app, person, { packages: strip === null });
        const hasWords = person.names.length + person.also.length > 0;
        const packages =
          strip && hasWords ? await stripPackages(app, { person, naming, ground: input.ground, at }, strip) : [];
        const lost = packages.filter((one) => one.made === null).map((one) => one.sha256);
        const check = await wordCheck(app.config.dataDir);
        return {
          found,
          encrypted,
          keys,
          ended: [],
          naming: [...naming, ...lost],
          packages,
          check,
          projections: tablesOfListeners(app),
          encrypt: (words) => encryptWords(app.config.dataDir, words),
        };
      });
    },
    async write({ tx, input, prepared, at, change }): Promise<Redaction> {
      const thing = await takeForChange(tx, input.actor, at, { kinds: ['actor'] });
      const family = await familyOf(tx, thing.id);
      const removal = { ...(await searchFor(tx, family, input.alsoErase)), chosen: new Set(input.here) };
      const { words } = removal.finder;
      const refs = await refsOf(tx, family);
      if (thing.visibility !== 'sealed' && words.length === 0) throw new AppError('redacted');
      const isCovered = covers(prepared.found, { search: removal, family: refs, chosen: removal.chosen });
      if ((input.shown && !sameWords(input.shown, words)) || !isCovered)
        throw new AppError('invalid_input', {
          fields: [{ path: 'alsoErase', message: 'errors.field.redact.changed' }],
        });

      const whole: number[] = [];
      const { columns } = prepared.found;
      const examination = await examine(tx, prepared.found);
      const captureText = columns.find(({ table, column }) => table === 'capture' && column === 'text')!;
      const captures = await itemsNaming(examination, captureText, removal);
      const blobs = await eraseCaptures(tx, captures, prepared.naming);
      const emptied: string[] = [];
      for (const { erase, table, ownRows } of allKinds()) {
        const erased = await erase?.(tx, family, at, input.ground);
        if (!erased) continue;
        whole.push(...erased.things);
        blobs.push(...erased.blobs);
        emptied.push(table, ...ownRows.map((rows) => rows.table));
      }
      const swapped = await swapPackages(tx, prepared.packages, at);
      blobs.push(...swapped.blobs);
      await sql`update held_file set name = '', size = 0 where sha256 = any(${blobs}::text[])`.execute(tx);
      const subjects = await sql<{
        subject_id: number;
      }>`select distinct subject_id from statement where value_thing = any(${family}::bigint[]) or subject_id = any(${family}::bigint[])`.execute(
        tx,
      );
      await sql`update chain_link set as_written = null where actor_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from statement where subject_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from actor_name where actor_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from thing_tag where thing_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from sealed_content where thing_id = any(${family}::bigint[])`.execute(tx);
      await sql`delete from sealed_for where thing_id = any(${family}::bigint[])`.execute(tx);
      const redactedClaims: number[] = [];
      const history = columns.filter(({ table }) => table === 'change');
      for (const places of await lockRows(examination, history, mentionsFamily(refs)))
        redactedClaims.push(...(await redactHistoryOf(tx, refs, atPlaces(places))));
      await forgetChangesOf(tx, family);

      const places: WordPlaces = new Map();
      const touched = new Set<number>([...redactedClaims, ...whole, ...swapped.captures]);
      const tables = new Set([
        'actor_name',
        'thing_tag',
        'statement',
        'chain_link',
        'change',
        'held_file',
        'fact',
        'sealed_content',
        'sealed_for',
        'thing',
        ...emptied,
      ]);
      await lockEncrypted(examination, columns, prepared.encrypted);
      const rekeyed = new Map<string, ReadonlySet<number>>();
      for (const [table, texts] of byTable(columns)) {
        const { rows, ids, things } = await strike(examination, texts, removal, places);
        rekeyed.set(table, new Set(ids));
        if (rows === 0) continue;
        tables.add(table);
        if (fieldTables.has(table)) await stampFields(tx);
        for (const id of things) touched.add(id);
      }
      await hideLineWidths(tx, captures);
      const { things, ended } = await strikeEncrypted(
        examination,
        prepared.keys,
        columns,
        { noted: prepared.encrypted, rekeyed },
        removal,
      );
      prepared.ended = ended;
      for (const id of things) touched.add(id);
      await notePersonErasure(tx, {
        things: family,
        words: [
          ...words.map((word) => ({ check: prepared.check(word), places: places.get(sameWord(word)) ?? [] })),
          ...input.here.flatMap((choice) => {
            const [at = '', word = ''] = choice.split(/\|(.*)/su);
            const there = places.get(choice);
            return there ? [{ check: prepared.check(word), places: there, at }] : [];
          }),
        ],
      });
      await tx
        .updateTable('thing')
        .set({ redacted_at: at, withdrawn_reason: null })
        .where('id', 'in', family)
        .execute();
      for (const id of family)
        await tx.insertInto('tombstone').values({ thing_id: id, at, ground: input.ground }).execute();
      await project(
        tx,
        subjects.rows.map((row) => Number(row.subject_id)),
      );

      for (const id of family) change({ kind: 'actor', thingId: id, action: 'redacted', before: null, after: null });
      const others = [...touched].filter((id) => !family.includes(id));
      const kinds = others.length
        ? await tx
            .selectFrom('thing')
            .select(['id', 'kind'])
            .where(sql<boolean>`id = any(${others}::bigint[])`)
            .execute()
        : [];
      for (const { id, kind } of kinds)
        change({ kind: kind satisfies ThingKind, thingId: id, action: 'redacted', before: null, after: null });
      await noteErasure(tx, {
        act: 'redact',
        thing: thing.id,
        tables: [...tables, ...prepared.projections],
        words: await prepared.encrypt(words),
        blobs,
      });
      return { blobs, things: family.length + kinds.length };
    },
    async cleanUp({ prepared, app, failed }) {
      if (!failed) await prepared.keys.end(prepared.ended);
      // Deletes new packages to which no row refers, such as the package of a capture whose bytes this redaction deleted.
      await settlePackages(app, prepared.packages);
    },
  });

/** An actor's ids, with the refs that the history has. */
const refsOf = (db: Reader, ids: readonly number[]): Promise<Family[]> =>
  db
    .selectFrom('thing')
    .select(['id', sql<string>`kind || '/' || number`.as('ref')])
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute();

/**
 * Marks the bytes of captures as deleted if the capture is in `naming`, because its text names the person, or the hash
 * of the bytes is in `also`. The text is not deleted; `strike` removes the words from it later.
 * @returns the hashes of the deleted bytes
 */
async function eraseCaptures(tx: Tx, naming: readonly number[], also: readonly string[]): Promise<string[]> {
  const erased = new Set<string>(also);
  const { rows } = await sql<{ bytes_sha256: string }>`
    select bytes_sha256 from capture where bytes_size > 0 and id = any(${naming}::bigint[])`.execute(tx);
  for (const row of rows) erased.add(row.bytes_sha256);
  if (erased.size) {
    await sql`update capture set bytes_size = 0, headers = '[]' where bytes_sha256 = any(${[...erased]}::text[])`.execute(
      tx,
    );
    // The packages of these captures contain the same words.
    await sql`update held_file set name = '', size = 0 where thing_id in (select id from capture where bytes_sha256 = any(${[...erased]}::text[]))`.execute(
      tx,
    );
  }
  return [...erased];
}
