import { kindsWithoutItem } from '../../../platform/changes.ts';
import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { aboutProposals, type About } from '../../../record/proposals/list.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';

/** One change of an item, account or setting, with the person, time and reason of its change set. */
export type ChangeRow = {
  set: number;
  at: Date;
  by: string | null;
  via: string;
  why: string | null;
  kind: string;
  thingId: number;
  action: string;
  /** The name of the operation. */ operation?: string;
  before: unknown;
  after: unknown;
  redacted: boolean;
  /** Null for accounts, settings, and items that no longer exist. */
  thing: Brief | null;
};

/** The changes of an account or a team, newest first. */
export async function loadChangesOfDesk(
  db: Reader,
  kind: 'account' | 'team',
  id: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<ChangeRow[]> {
  const rows = await db
    .selectFrom('change')
    .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
    .leftJoin('account', 'account.id', 'change_set.account_id')
    .select([
      'change_set.id as set',
      'change_set.at',
      'account.name as by',
      'change_set.via',
      'change_set.why',
      'change.kind',
      'change.thing_id as thingId',
      'change.action',
      'change.before',
      'change.after',
      'change.redacted',
    ])
    .where('change.thing_id', '=', id)
    .where('change.kind', '=', kind)
    .orderBy('change_set.id', 'desc')
    .orderBy('change.ordinal', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map((row) => ({ ...row, thing: null }));
}

/** A change set in a short list: its most important change, and the number of its other changes. */
export type ChangeLineData = ChangeRow & { others: number; about: About | undefined };

/**
 * The newest change sets, without the changed fields (`before` and `after` are null) and without changes of accounts.
 */
export async function loadRecentWrites(db: Reader, limit: number): Promise<ChangeLineData[]> {
  const { rows } = await sql<Omit<ChangeLineData, 'thing' | 'before' | 'after' | 'about'>>`
    select s.id as set, s.at, a.name as by, s.via, s.why, s.operation, c.kind, c.thing_id as "thingId", c.action, c.redacted, n.count - 1 as others
    from (select * from change_set where operation not like 'accounts.%' order by id desc limit ${limit}) s
    left join account a on a.id = s.account_id
    join lateral (select * from change where change_set_id = s.id and kind <> 'account' order by array_position(array['case','proceeding','event','claim','source','actor'], kind) nulls last, ordinal limit 1) c on true
    join lateral (select count(*)::int as count from change where change_set_id = s.id) n on true
    order by s.id desc`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.filter((row) => !kindsWithoutItem.includes(row.kind)).map((row) => Number(row.thingId)),
    'desk',
  );
  const about = await aboutProposals(db, rows);
  return rows.map((row) => ({
    ...row,
    before: null,
    after: null,
    about: row.kind === 'proposal' ? about.get(Number(row.thingId)) : undefined,
    thing: kindsWithoutItem.includes(row.kind) ? null : (briefs.get(Number(row.thingId)) ?? null),
  }));
}
