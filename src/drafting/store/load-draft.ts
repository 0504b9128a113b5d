import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { partsOfCases } from '../../record/kinds/within.ts';
import { withoutHidden } from './without-hidden.ts';
import type { Content, PartKind } from './schema.ts';
import type { DraftState } from './tables.ts';

/** A stored draft with its page. */
export type StoredDraft = {
  id: number;
  title: string;
  state: DraftState;
  version: number;
  content: Content;
  changedAt: Date;
  changedBy: string | null;
  capture: {
    id: number;
    ref: string;
    number: number;
    text: string;
    at: Date;
    url: string | null;
    method: string;
    erased: boolean;
    sealed: boolean;
  };
  source: { id: number; ref: string; number: number; version: number };
};

/** Loads a draft as the person may see it (`withoutHidden`). */
export async function loadDraft(db: Reader, id: number): Promise<StoredDraft | null> {
  const row = await db
    .selectFrom('draft')
    .innerJoin('capture', 'capture.id', 'draft.capture_id')
    .innerJoin('thing as ct', 'ct.id', 'capture.id')
    .innerJoin('thing as named', 'named.id', 'capture.source_id')
    .innerJoin('thing as st', (join) => join.onRef('st.id', '=', 'named.canonical_id'))
    .leftJoin('account', 'account.id', 'draft.changed_by')
    .select([
      'draft.id',
      'draft.title',
      'draft.state',
      'draft.version',
      'draft.content',
      'draft.changed_at',
      'account.name as changed_by',
      'capture.id as capture_id',
      'ct.number as capture_number',
      'ct.redacted_at',
      'ct.visibility',
      'capture.text',
      'capture.captured_at',
      'capture.final_url',
      'capture.requested_url',
      'capture.method',
      'st.id as source_id',
      'st.number as source_number',
      'st.version as source_version',
    ])
    .where('draft.id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    title: row.title,
    state: row.state,
    version: row.version,
    content: await withoutHidden(db, row.content as Content),
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    capture: {
      id: row.capture_id,
      ref: `capture/${row.capture_number}`,
      number: row.capture_number,
      text: row.text,
      at: row.captured_at,
      url: row.final_url ?? row.requested_url,
      method: row.method,
      erased: row.redacted_at !== null,
      sealed: row.visibility === 'sealed',
    },
    source: {
      id: row.source_id,
      ref: `source/${row.source_number}`,
      number: row.source_number,
      version: row.source_version,
    },
  };
}

export type CaptureText = { number: number; text: string; at: Date };

/** The previous capture of the same source; null if there is none. */
export async function captureBefore(db: Reader, captureId: number): Promise<CaptureText | null> {
  const { rows } = await sql<{ number: number; text: string; at: Date }>`
    select t.number, e.text, e.captured_at as at from capture c join capture e on e.source_id = c.source_id and (e.captured_at, e.id) < (c.captured_at, c.id)
    join thing t on t.id = e.id and t.redacted_at is null and t.visibility <> 'sealed'
    where c.id = ${captureId} order by e.captured_at desc, e.id desc limit 1`.execute(db);
  const row = rows[0];
  return row ? { number: Number(row.number), text: row.text, at: new Date(row.at) } : null;
}

/** `inCase`: the ref of the case that the part belongs to. */
export type CasePart = { id: number; ref: string; kind: PartKind; title: string; inCase: string };

/** The parts of a draft's cases on record, to be matched with the parts of the draft. */
export async function partsOnRecord(db: Reader, { cases }: Content): Promise<CasePart[]> {
  const found: CasePart[] = [];
  for (const { use } of cases) if (use?.includes('/')) found.push(...(await partsOfCase(db, use)));
  return found;
}

async function partsOfCase(db: Reader, caseRef: string): Promise<CasePart[]> {
  const number = Number(/^case\/(\d+)$/.exec(caseRef)?.[1] ?? 0);
  if (!number) return [];
  const { rows } = await sql<{ id: number; kind: CasePart['kind']; number: number; title: string }>`
    with one as (select canonical_id as id from thing where kind = 'case' and number = ${number})
    select t.id, t.kind, t.number, p.title from ${partsOfCases(sql`select t.id from thing t, one where t.id = one.id or t.merged_into = one.id`)} p join thing t on t.id = p.id
    where t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed' order by t.id`.execute(
    db,
  );
  return rows.map(({ id, kind, number: of, title }) => ({
    id: Number(id),
    ref: `${kind}/${of}`,
    kind,
    title,
    inCase: caseRef,
  }));
}

/** The id of a capture's newest open draft, or else of its newest filed one. Null if it has no draft. */
export async function draftOfCapture(db: Reader, captureRef: string): Promise<number | null> {
  const row = await db
    .selectFrom('draft')
    .innerJoin('thing', 'thing.id', 'draft.capture_id')
    .select('draft.id')
    .where('thing.number', '=', Number(captureRef.split('/')[1]))
    .where('thing.kind', '=', 'capture')
    .orderBy('draft.state', 'desc')
    .orderBy('draft.id', 'desc')
    .executeTakeFirst();
  return row?.id ?? null;
}
