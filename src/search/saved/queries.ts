import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import type { Digest } from './tables.ts';

export type SavedSearch = {
  key: string;
  name: string;
  query: string;
  digest: Digest;
  createdAt: Date;
  /** The list that `query` is a view of, such as `claim`; null for a saved search. */
  list: string | null;
  shared: boolean;
};

/** An account's saved searches, by name. */
export async function listSavedSearches(db: Reader, accountId: number): Promise<SavedSearch[]> {
  const rows = await db
    .selectFrom('saved_search')
    .select(['key', 'name', 'query', 'digest', 'created_at', 'list', 'shared'])
    .where('account_id', '=', accountId)
    .orderBy(sql`lower(name)`)
    .orderBy('key')
    .execute();
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at }));
}

/**
 * A saved view of a list: a person's own, or one that an editor shares. `by`: who shares it; null if it is their own.
 */
export type SavedView = { key: string; name: string; query: string; shared: boolean; by: string | null };

/** The saved views of a list that an account sees, its own first, by name. Leaves out views of closed accounts. */
export async function listSavedViews(db: Reader, accountId: number, list: string): Promise<SavedView[]> {
  const { rows } = await sql<SavedView>`
    select s.key, s.name, s.query, s.shared, case when s.account_id <> ${accountId} then a.name end as by
    from saved_search s join account a on a.id = s.account_id
    where s.list = ${list} and (s.account_id = ${accountId} or (s.shared and a.disabled_at is null))
    order by s.account_id <> ${accountId}, lower(s.name), s.key limit 200`.execute(db);
  return rows;
}

export type DueSearch = {
  key: string;
  name: string;
  query: string;
  digest: Exclude<Digest, 'none'>;
  stopKey: string;
  toldUntil: Date;
  accountId: number;
  email: string;
  /** The language of the interface for this account; null: the publication's. */ language: string | null;
};

/**
 * Hours after which the next digest is due. This is a little less than a day or a week. Otherwise each digest would be
 * sent a little later in the day than the last one.
 */
const hours: Record<DueSearch['digest'], number> = { daily: 23.5, weekly: 7 * 24 - 0.5 };

/** The saved searches whose digest is due, sorted by account, without those of closed accounts. */
export async function dueSearches(db: Reader, now: Date): Promise<DueSearch[]> {
  const before = (digest: DueSearch['digest']): Date => new Date(now.getTime() - hours[digest] * 3_600_000);
  const { rows } = await sql<{
    key: string;
    name: string;
    query: string;
    digest: DueSearch['digest'];
    stop_key: string;
    told_until: Date;
    account_id: number;
    email: string;
    language: string | null;
  }>`
    select s.key, s.name, s.query, s.digest, s.stop_key, s.told_until, s.account_id, a.email, a.language from saved_search s join account a on a.id = s.account_id
    where a.disabled_at is null and ((s.digest = 'daily' and s.told_until <= ${before('daily')}) or (s.digest = 'weekly' and s.told_until <= ${before('weekly')}))
    order by s.account_id, lower(s.name), s.key`.execute(db);
  return rows.map((row) => ({
    key: row.key,
    name: row.name,
    query: row.query,
    digest: row.digest,
    stopKey: row.stop_key,
    toldUntil: row.told_until,
    accountId: Number(row.account_id),
    email: row.email,
    language: row.language,
  }));
}

/** For each item, when it last changed in a way that the audience may see, and whether it is sample data. */
export async function changesOf(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
): Promise<Map<number, { at: Date; example: boolean }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ thing_id: number; changed_at: Date; example: boolean }>`
    select e.thing_id, e.changed_at, t.example from search_entry e join thing t on t.id = e.thing_id
    where e.thing_id = any(${[...ids]}::bigint[]) and ${audience === 'public' ? sql`e.for_public` : sql`e.for_desk`}`.execute(
    db,
  );
  return new Map(rows.map((row) => [Number(row.thing_id), { at: row.changed_at, example: row.example }]));
}
