import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Missing } from '../../evidence/browser/replay.ts';
import type { OrderState } from './tables.ts';

export type OrderView = {
  id: number;
  url: string;
  why: string;
  by: string | null;
  askedAt: Date;
  state: OrderState;
  phase: string | null;
  requests: number;
  endedAt: Date | null;
  capture: { number: number; source: number } | null;
  incomplete: string[];
  missing: Missing;
  robots: string | null;
  error: string | null;
  errorDetails: Record<string, string | number>;
};

/**
 * The requested captures: running and waiting ones first, then the ended ones, latest first. `open`: only captures that
 * have not ended.
 */
export async function listOrders(
  db: Reader,
  { id, open, limit = 200 }: { id?: number; open?: boolean; limit?: number } = {},
): Promise<OrderView[]> {
  const rows = await db
    .selectFrom('capture_order as o')
    .leftJoin('account', 'account.id', 'o.asked_by')
    .leftJoin('capture', 'capture.id', 'o.capture_id')
    .leftJoin('thing as ct', 'ct.id', 'capture.id')
    .leftJoin('thing as st', 'st.id', 'capture.source_id')
    .selectAll('o')
    .select(['account.name as by', 'ct.number as capture_number', 'st.number as source_number'])
    .$if(id !== undefined, (query) => query.where('o.id', '=', id!))
    .$if(open === true, (query) => query.where(sql<boolean>`o.state in ('waiting', 'running')`))
    .orderBy(sql`case o.state when 'running' then 0 when 'waiting' then 1 else 2 end`)
    .orderBy(sql`case when o.state = 'waiting' then o.id end`)
    .orderBy('o.ended_at', 'desc')
    .orderBy('o.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    url: row.url,
    why: row.why,
    by: row.by,
    askedAt: row.asked_at,
    state: row.state,
    phase: row.phase,
    requests: row.requests,
    endedAt: row.ended_at,
    capture:
      row.capture_number === null || row.source_number === null
        ? null
        : { number: row.capture_number, source: row.source_number },
    incomplete: row.incomplete,
    missing: row.missing,
    robots: row.robots,
    error: row.error,
    errorDetails: (row.error_details ?? {}) as Record<string, string | number>,
  }));
}

/** The number of captures that are waiting or running. */
export async function countOpenOrders(db: Reader): Promise<number> {
  const { count } = await db
    .selectFrom('capture_order')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(sql<boolean>`state in ('waiting', 'running')`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many pages will still be fetched for reading, and how many could not be fetched in the last three days. */
export async function countPagesToRead(db: Reader, now: Date): Promise<{ waiting: number; failed: number }> {
  const { rows } = await sql<{ waiting: number; failed: number }>`
    select (count(*) filter (where state in ('waiting', 'running')))::int as waiting,
      (count(*) filter (where state = 'failed' and ended_at > ${new Date(now.getTime() - 3 * 86_400_000)}))::int as failed
    from capture_order where reads`.execute(db);
  return rows[0]!;
}

/**
 * One URL of each source that the claims of a case or an article cite. For an article, the claims of its newest text
 * count. Sealed and redacted sources are left out.
 */
export async function sourceAddresses(db: Reader, of: { kind: 'case' | 'article'; number: number }): Promise<string[]> {
  const claims =
    of.kind === 'case'
      ? sql`select c.source_id from claim c join thing k on k.id = c.case_id where k.kind = 'case' and k.number = ${of.number}`
      : sql`select c.source_id from claim c join citation i on i.claim_id = c.id join document d on d.revision_id = i.revision_id join thing k on k.id = d.id where k.kind = 'article' and k.number = ${of.number}`;
  const { rows } = await sql<{ url: string }>`
    select distinct on (s.id) a.url from (${claims}) x join source s on s.id = x.source_id join thing t on t.id = s.id join source_address a on a.source_id = s.id
    where t.visibility <> 'sealed' and t.redacted_at is null and a.url ~ '^https?://' order by s.id, a.url`.execute(db);
  return rows.map((row) => row.url);
}
