import { sql } from 'kysely';
import { group } from '../../platform/text/group.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadFiles, type FileView } from '../../record/files/load-files.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import type { DemandCount, DemandKind, DemandOutcome } from './tables.ts';

/** A demand for the desk. A sealed demand has only its kind, its days, its outcome and `counted`. */
export type DemandView = {
  id: number;
  number: number;
  ref: string;
  version: number;
  sealed: boolean;
  withdrawn: boolean;
  kind: DemandKind;
  authority: Brief | null;
  law: string;
  provision: Brief | null;
  what: string;
  about: Brief[];
  aboutWords: string;
  capture: Brief | null;
  received: string;
  deadline: string | null;
  outcome: DemandOutcome;
  outcomeOn: string | null;
  outcomeReason: string;
  counted: DemandCount;
  ended: Date | null;
  files: FileView[];
};

type Filters = {
  ids?: readonly number[];
  /** Only demands without an outcome. */ open?: boolean;
  /** Only demands about the item with this id. */ about?: number;
  limit?: number;
  offset?: number;
};

/** Demands: first open demands by deadline, then the others, the newest first. Desk only. */
export async function loadDemands(
  db: Reader,
  { ids, open, about, limit = 1000, offset = 0 }: Filters = {},
): Promise<DemandView[]> {
  const { rows } = await sql<
    Omit<DemandView, 'authority' | 'provision' | 'about' | 'capture' | 'files' | 'ref'> & {
      authority_id: number | null;
      law_id: number | null;
      capture_id: number | null;
    }
  >`
    select d.id::int as id, t.number::int as number, t.version, t.visibility = 'sealed' as sealed, t.withdrawn_at is not null as withdrawn, d.kind, d.authority_id, d.law, d.law_id, d.what, d.about_words as "aboutWords", d.capture_id,
      d.received, d.deadline, d.outcome, d.outcome_on as "outcomeOn", d.outcome_reason as "outcomeReason", d.counted, d.ended_at as ended
    from demand d join thing t on t.id = d.id
    where ${ids ? sql`d.id = any(${[...ids]}::bigint[])` : sql`t.withdrawn_at is null`} ${open ? sql`and d.outcome = 'pending'` : sql``}
      ${about === undefined ? sql`` : sql`and exists (select from demand_about a join thing x on x.id = a.thing_id where a.demand_id = d.id and x.canonical_id = ${about})`}
    order by d.outcome <> 'pending', case when d.outcome = 'pending' then coalesce(d.deadline, '9999') end, d.received desc, d.id desc limit ${limit} offset ${offset}`.execute(
    db,
  );
  const found = rows.map((row) => row.id);
  const links = await db
    .selectFrom('demand_about')
    .selectAll()
    .where(sql<boolean>`demand_id = any(${found}::bigint[])`)
    .orderBy('position')
    .execute();
  const files = await loadFiles(db, found);
  const briefs = await loadBriefs(
    db,
    [
      ...rows.flatMap((row) => [row.authority_id, row.law_id, row.capture_id].flatMap((id) => id ?? [])),
      ...links.map((link) => link.thing_id),
    ],
    'desk',
  );
  const of = (id: number | null): Brief | null => briefs.get(id ?? 0) ?? null;
  const things = group(links.map((link) => [link.demand_id, of(link.thing_id)] as const));
  return rows.map(({ authority_id, law_id, capture_id, ...row }) => ({
    ...row,
    ref: `demand/${row.number}`,
    authority: of(authority_id),
    provision: of(law_id),
    capture: of(capture_id),
    about: (things.get(row.id) ?? []).flatMap((brief) => brief ?? []),
    files: files.get(row.id) ?? [],
  }));
}
