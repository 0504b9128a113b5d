import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { parseRef, refOf, type Known } from '../../record/refs.ts';
import { addressKey } from '../../record/sources/address.ts';
import type { RecordLine } from '../formats/jsonl-lines.ts';
import { readRecordId } from './record-id.ts';
import './tables.ts';

/**
 * The items of a file that already exist in this record, by their refs in the file. They were imported before, or the
 * file is from this record, or a source here has the same URL. If people outside of its team have imported a limited
 * item again, returns the first of these items that the person may see.
 */
export async function findKnown(
  tx: Tx,
  record: string,
  lines: readonly RecordLine[],
): Promise<{ known: Map<string, Known>; matched: { ref: string; known: Known }[] }> {
  const known = await findImported(
    tx,
    record,
    lines.map((line) => line.ref),
    sql`true`,
  );
  const matched = await matchSources(
    tx,
    lines.filter((line) => !known.has(line.ref)),
  );
  for (const { ref, known: source } of matched) known.set(ref, source);
  return { known, matched };
}

/**
 * The items that were imported from a record before, by their refs there. If the record is this one, also its own
 * items.
 * @param which a condition on the imported items `i`; by default, those with the refs
 */
export async function findImported(
  db: Reader,
  record: string,
  refs: readonly string[],
  which = sql`i.ref = any(${[...refs]}::text[])`,
): Promise<Map<string, Known>> {
  const { rows } = await sql<{ ref: string; id: number; kind: Known['kind']; number: number }>`
    select i.ref, t.id, t.kind, t.number from imported_thing i join thing a on a.id = i.thing_id join thing t on t.id = a.canonical_id
    where i.record = ${record} and ${which} order by t.id desc`.execute(db);
  const known = new Map<string, Known>(
    rows.map((row) => [row.ref, { id: Number(row.id), kind: row.kind, number: Number(row.number) }]),
  );
  if ((await readRecordId(db)) === record)
    for (const [ref, own] of await findOwn(db, refs)) if (!known.has(ref)) known.set(ref, own);
  return known;
}

async function findOwn(db: Reader, named: readonly string[]): Promise<Map<string, Known>> {
  const refs = named.flatMap((ref) => parseRef(ref) ?? []);
  const { rows } = await sql<{ kind: Known['kind']; number: number; id: number; now: Known['kind']; current: number }>`
    select a.kind, a.number, t.id, t.kind as now, t.number as current
    from unnest(${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.number)}::bigint[]) as asked (kind, number)
    join thing a on a.kind = asked.kind and a.number = asked.number join thing t on t.id = a.canonical_id`.execute(db);
  return new Map(
    rows.map((row) => [
      refOf({ kind: row.kind, number: Number(row.number) }),
      { id: Number(row.id), kind: row.now, number: Number(row.current) },
    ]),
  );
}

async function matchSources(tx: Tx, lines: readonly RecordLine[]): Promise<{ ref: string; known: Known }[]> {
  const asked = lines.flatMap((line) =>
    line.type === 'source'
      ? line.addresses.flatMap((url) => (URL.canParse(url) ? [{ ref: line.ref, key: addressKey(url) }] : []))
      : [],
  );
  if (asked.length === 0) return [];
  const { rows } = await sql<{ ref: string; id: number; number: number }>`
    select distinct on (asked.ref) asked.ref, t.id, t.number
    from unnest(${asked.map((one) => one.ref)}::text[], ${asked.map((one) => one.key)}::text[]) as asked (ref, key)
    join source_address s on s.address_key = asked.key join thing a on a.id = s.source_id join thing t on t.id = a.canonical_id
    where t.redacted_at is null order by asked.ref, t.id`.execute(tx);
  return rows.map((row) => ({
    ref: row.ref,
    known: { id: Number(row.id), kind: 'source' as const, number: Number(row.number) },
  }));
}
