import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../../accounts/tables.ts';
import { insertRows } from '../../../platform/database/insert-rows.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { defineOperation, type Writing } from '../../../platform/operation.ts';
import { group } from '../../../platform/text/group.ts';
import { file, filingLists, type Filed } from '../../../record/filing/file.ts';
import { importedFilingInput } from '../../../record/filing/schema.ts';
import { addTags } from '../../../record/tags/tag-items.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { setVisibility, withdraw } from '../../../record/lifecycle/withdraw.ts';
import type { Counts } from '../store/tables.ts';
import type { PlannedRow } from './plan.ts';

const inputSchema = z.object({
  import: z.number().int(),
  batch: z.uuid(),
  /** Whether this is a trial run, which only stores the outcomes of rows. */
  dry: z.boolean(),
  filing: importedFilingInput,
  rows: z.array(z.custom<PlannedRow>()),
  /** The number of rows of the file that are done, including these. */
  rowsDone: z.number().int(),
  /** The number of bytes of the file that are done, including these rows. */
  bytesDone: z.number().int(),
  /** The numbers of rows of the run by outcome, including these rows. */
  counts: z.custom<Counts>(),
});

/**
 * Writes some rows of an import: adds their content to the record, withdraws claims of changed rows, and stores the
 * outcome and identity of each row, all in one transaction, so that an interrupted run can continue.
 * @throws AppError `cancelled` if the run was cancelled, or if another run replaced it; errors of adding to the record
 */
export const importRows = defineOperation({
  name: 'exchange.importRows',
  permission: filing,
  input: inputSchema,
  async write(writing): Promise<Filed> {
    const { tx, input, at } = writing;
    const run = await tx
      .selectFrom('import')
      .select(['source_id', 'state', 'batch', 'stop'])
      .where('id', '=', input.import)
      .forUpdate()
      .executeTakeFirst();
    if (!run || run.state !== 'running' || run.batch !== input.batch || run.stop) throw new AppError('cancelled');
    const filed = input.dry ? nothing : await file.write({ ...writing, input: input.filing, prepared: undefined });
    const ids = input.dry ? new Map<string, number>() : await idsOf(tx, input.rows, filed);
    const at_ = (ref: string | null): number | null =>
      ref === null ? null : (ids.get(named(ref, input, filed)) ?? null);
    if (!input.dry) {
      if (input.filing.claims.some((claim) => claim.visibility === 'public')) await showDataSet(writing, run.source_id);
      await withdrawOld(writing);
      await tagCases(writing, at_);
      await remember(tx, run.source_id, input, filed, at_, ids);
    }
    await insertRows(
      tx,
      'import_fate',
      input.rows.map((row) => ({
        import_id: input.import,
        row: row.row,
        line: row.line,
        fate: row.fate,
        thing_id: row.case && (!input.dry || !row.case.startsWith('#')) ? at_(row.case) : null,
        notes: JSON.stringify(row.notes),
        has_notes: row.notes.length > 0,
      })),
    );
    await tx
      .updateTable('import')
      .set({
        rows_done: input.rowsDone,
        bytes_done: input.bytesDone,
        counts: JSON.stringify(input.counts),
        seen_at: at,
      })
      .where('id', '=', input.import)
      .execute();
    return filed;
  },
});

type Input = z.output<typeof inputSchema>;
const nothing = Object.fromEntries(filingLists.map(([list]) => [list, [] as string[]])) as Filed;

/**
 * Replaces a key of the input (such as `#c12`) with the ref of the item that was created. Returns other refs unchanged.
 */
function named(ref: string, input: Input, filed: Filed): string {
  if (!ref.startsWith('#')) return ref;
  return madeRefs(input, filed).get(ref) ?? ref;
}

const refsOf = new WeakMap<Filed, Map<string, string>>();

function madeRefs(input: Input, filed: Filed): Map<string, string> {
  let made = refsOf.get(filed);
  if (!made) {
    made = new Map();
    for (const list of ['cases', 'events'] as const)
      for (const [index, item] of input.filing[list].entries()) made.set(`#${item.key}`, filed[list][index]!);
    refsOf.set(filed, made);
  }
  return made;
}

/** The ids of the cases, events and claims of rows, by ref. */
async function idsOf(tx: Tx, rows: readonly PlannedRow[], filed: Filed): Promise<Map<string, number>> {
  const refs = new Set([
    ...filed.cases,
    ...filed.events,
    ...filed.claims,
    ...rows.flatMap((row) =>
      [row.case, row.event].filter((ref): ref is string => ref !== null && !ref.startsWith('#')),
    ),
  ]);
  const byKind = new Map<string, number[]>();
  for (const ref of refs) {
    const [kind = '', number = ''] = ref.split('/');
    byKind.set(kind, [...(byKind.get(kind) ?? []), Number(number)]);
  }
  const ids = new Map<string, number>();
  for (const [kind, numbers] of byKind) {
    const found = await tx
      .selectFrom('thing')
      .select(['id', 'number'])
      .where('kind', '=', kind as ThingKind)
      .where(sql<boolean>`number = any(${numbers}::bigint[])`)
      .execute();
    for (const row of found) ids.set(`${kind}/${row.number}`, row.id);
  }
  return ids;
}

/** Withdraws the claims of rows that have changed. Withdrawn claims keep their number and history. */
async function withdrawOld(writing: Writing<Input, undefined>): Promise<void> {
  const { input } = writing;
  const old = input.rows.flatMap((row) => row.withdraw);
  if (old.length === 0) return;
  await withdraw.write({
    ...writing,
    input: { things: old, reason: messages()('exchange.imports.withdrawn', { import: input.import }) },
    prepared: undefined,
  });
}

/** Adds the tags of rows to cases that existed before. New cases already have theirs. */
async function tagCases(
  { tx, input, change }: Writing<Input, undefined>,
  idOf: (ref: string | null) => number | null,
): Promise<void> {
  const byCase = group(input.rows.flatMap((row) => (row.tags.length ? [[idOf(row.case)!, row.tags] as const] : [])));
  await addTags(tx, new Map([...byCase].map(([id, tags]) => [id, tags.flat()])), change);
}

/** Makes the data set public if claims of the import are public, because readers see the source of a public claim. */
async function showDataSet(writing: Writing<Input, undefined>, sourceId: number): Promise<void> {
  const source = await writing.tx
    .selectFrom('thing')
    .select(['number', 'visibility'])
    .where('id', '=', sourceId)
    .executeTakeFirstOrThrow();
  if (source.visibility === 'desk')
    await setVisibility.write({
      ...writing,
      input: { things: [`source/${source.number}`], visibility: 'public' },
      prepared: undefined,
    });
}

async function remember(
  tx: Tx,
  sourceId: number,
  input: Input,
  filed: Filed,
  idOf: (ref: string | null) => number | null,
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const written = input.rows.filter((row) => row.claim !== null && row.identity !== null);
  const seen = input.rows.filter((row) => row.claim === null && row.identity !== null && row.fate !== 'refused');
  if (seen.length)
    await sql`
      update import_row r set import_id = ${input.import}::bigint
      from unnest(${seen.map((row) => row.identity!)}::text[], ${seen.map((row) => row.occurrence)}::int[]) as k(identity, occurrence)
      where r.source_id = ${sourceId}::bigint and r.identity = k.identity and r.occurrence = k.occurrence`.execute(tx);
  await insertRows(
    tx,
    'import_row',
    written.map((row) => ({
      source_id: sourceId,
      identity: row.identity!,
      occurrence: row.occurrence,
      hash: row.hash,
      case_id: idOf(row.case)!,
      event_id: idOf(row.event),
      claim_id: ids.get(filed.claims[row.claim!]!)!,
      desk_claim_id: row.deskClaim === null ? null : ids.get(filed.claims[row.deskClaim]!)!,
      import_id: input.import,
      batch: input.batch,
    })),
  );
}
