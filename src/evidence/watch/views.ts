import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import type { About, FindingKind, WatchInterval, WatchState } from './tables.ts';

export type WatchView = {
  url: string;
  every: WatchInterval;
  until: Date | null;
  nextAt: Date;
  lookedAt: Date | null;
  state: WatchState;
  failures: number;
};

/** The status of a source's page: since when it has been preserved, and what happened to it at the last check. */
export type PageStatus = {
  /** Null if others recorded all copies. */
  keptSince: Date | null;
  lastSeen: Date | null;
  awayAs: WatchState | null;
  awaySince: Date | null;
  backSince: Date | null;
};

export type Finding = {
  id: number;
  at: Date;
  kind: FindingKind;
  about: About;
  source: Brief;
  /** The number of the capture before the change. */
  before: number | null;
  /** The number of the capture that shows the change. */
  after: number | null;
  state: 'open' | 'event' | 'dismissed';
  event: Brief | null;
  /** The cases that the source belongs to. The alert can become an event of one of them. */
  cases: Brief[];
};

export async function loadWatch(db: Reader, sourceId: number): Promise<WatchView | null> {
  const row = await db.selectFrom('watch').selectAll().where('source_id', '=', sourceId).executeTakeFirst();
  return row
    ? {
        url: row.url,
        every: row.every,
        until: row.until,
        nextAt: row.next_at,
        lookedAt: row.looked_at,
        state: row.state,
        failures: row.failures,
      }
    : null;
}

/** The statuses of the pages of several sources. A source without a capture by this installation has no status. */
export async function loadPageStatuses(db: Reader, sourceIds: readonly number[]): Promise<Map<number, PageStatus>> {
  if (sourceIds.length === 0) return new Map();
  const { rows } = await sql<{
    id: number;
    kept: Date | null;
    seen: Date | null;
    state: WatchState | null;
    away: Date | null;
    back: Date | null;
  }>`
    select c.source_id as id, min(c.captured_at) filter (where c.method <> 'archive') as kept, w.seen_at as seen, w.state, w.away_since as away, w.back_since as back
    from capture c join thing t on t.id = c.id left join watch w on w.source_id = c.source_id
    where c.source_id = any(${[...sourceIds]}::bigint[]) and t.redacted_at is null and t.visibility <> 'sealed' and c.bytes_sha256 <> '' and (c.status is null or c.status < 400)
    group by c.source_id, w.seen_at, w.state, w.away_since, w.back_since`.execute(db);
  return new Map(
    rows.map((row) => [
      Number(row.id),
      {
        keptSince: row.kept,
        lastSeen: row.seen,
        awayAs: row.state && row.state !== 'seen' ? row.state : null,
        awaySince: row.away,
        backSince: row.back,
      },
    ]),
  );
}

export type FindingFilter = {
  id?: number;
  state?: 'open';
  source?: number;
  case?: number;
  limit: number;
  offset: number;
};

/** SQL: alerts `f` with their sources `s`. Alerts about sealed and redacted sources are left out. */
const visibleAlerts = sql`from watch_finding f join thing s on s.id = f.source_id and s.redacted_at is null and s.visibility <> 'sealed'`;

/** Alerts, newest first. With `case`, only alerts about sources of this case. */
export async function loadFindings(
  db: Reader,
  { id, state, source, case: caseId, limit, offset }: FindingFilter,
): Promise<Finding[]> {
  const { rows } = await sql<Row>`
    select f.id, f.at, f.kind, f.about, f.source_id, b.number as before, a.number as after, f.state, f.event_id
    ${visibleAlerts}
    left join thing b on b.id = f.before_id
    left join thing a on a.id = f.after_id
    where ${id === undefined ? sql`true` : sql`f.id = ${id}`} and ${state ? sql`f.state = ${sql.lit(state)}` : sql`true`} and ${source === undefined ? sql`true` : sql`f.source_id = ${source}`}
      and ${caseId === undefined ? sql`true` : sql`f.source_id in (select source_id from (${casesOf}) of where of.case_id = ${caseId})`}
    order by f.at desc, f.id desc limit ${limit} offset ${offset}`.execute(db);
  return withBriefs(db, rows);
}

export const loadFinding = async (db: Reader, id: number): Promise<Finding | null> =>
  (await loadFindings(db, { id, limit: 1, offset: 0 }))[0] ?? null;

export async function countOpenFindings(db: Reader): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count ${visibleAlerts} where f.state = 'open'`.execute(db);
  return rows[0]!.count;
}

export type WatchLine = WatchView & { source: Brief };

/** All watched pages. Unavailable pages come first; the others are sorted by when they are due. */
export async function listWatches(
  db: Reader,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ watches: WatchLine[]; count: number }> {
  const rows = await db
    .selectFrom('watch')
    .selectAll()
    .orderBy((eb) => eb.case().when('state', '=', 'seen').then(1).else(0).end())
    .orderBy('next_at')
    .orderBy('source_id')
    .limit(limit)
    .offset(offset)
    .execute();
  const { count } = await db
    .selectFrom('watch')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  const briefs = await loadBriefs(
    db,
    rows.map((row) => row.source_id),
    'desk',
  );
  const watches = rows.flatMap((row): WatchLine[] => {
    const source = briefs.get(row.source_id);
    return source
      ? [
          {
            url: row.url,
            every: row.every,
            until: row.until,
            nextAt: row.next_at,
            lookedAt: row.looked_at,
            state: row.state,
            failures: row.failures,
            source,
          },
        ]
      : [];
  });
  return { watches, count: Number(count) };
}

/**
 * SQL: the cases of sources. A source belongs to a case if a claim of the case cites the source, or if the case is
 * about it.
 */
const casesOf = sql`
  select cl.source_id, cl.case_id from claim cl where cl.case_id is not null and cl.source_id is not null
  union
  select f.value_thing, coalesce(e.case_id, p.case_id, op.case_id, cp.case_id)
  from fact f
  left join event e on e.id = f.subject_id
  left join proceeding p on p.id = f.subject_id
  left join "order" o on o.id = f.subject_id left join proceeding op on op.id = o.proceeding_id
  left join charge ch on ch.id = f.subject_id left join proceeding cp on cp.id = ch.proceeding_id
  where f.property = 'contested-work'`;

type Row = {
  id: number;
  at: Date;
  kind: FindingKind;
  about: About;
  source_id: number;
  before: number | null;
  after: number | null;
  state: Finding['state'];
  event_id: number | null;
};

async function withBriefs(db: Reader, rows: readonly Row[]): Promise<Finding[]> {
  if (rows.length === 0) return [];
  const sources = [...new Set(rows.map((row) => Number(row.source_id)))];
  const { rows: belongs } = await sql<{
    source_id: number;
    case_id: number;
  }>`select source_id, case_id from (${casesOf}) of where source_id = any(${sources}::bigint[]) and case_id is not null order by case_id`.execute(
    db,
  );
  const cases = group(belongs.map((row) => [Number(row.source_id), Number(row.case_id)] as const));
  const briefs = await loadBriefs(
    db,
    [
      ...sources,
      ...belongs.map((row) => Number(row.case_id)),
      ...rows.flatMap((row) => (row.event_id === null ? [] : [Number(row.event_id)])),
    ],
    'desk',
  );
  return rows.flatMap(({ source_id, event_id, ...row }): Finding[] => {
    const source = briefs.get(Number(source_id));
    if (!source) return [];
    const number = (value: number | null): number | null => (value === null ? null : Number(value));
    return [
      {
        ...row,
        id: Number(row.id),
        before: number(row.before),
        after: number(row.after),
        source,
        event: event_id === null ? null : (briefs.get(Number(event_id)) ?? null),
        cases: (cases.get(Number(source_id)) ?? [])
          .flatMap((id) => briefs.get(id) ?? [])
          .filter((one) => !one.withdrawn),
      },
    ];
  });
}

export type UnsentAlert = Pick<Finding, 'id' | 'kind' | 'about' | 'source'> & {
  /**
   * The email address of the account that watches the page. Null if the page is no longer watched, the account is
   * closed, or the account may not see the source.
   */
  email: string | null;
  language: string | null;
};

/** Alerts that have not been emailed yet, for the accounts that watch the pages. */
export async function loadUnsentAlerts(db: Reader): Promise<UnsentAlert[]> {
  const rows = await db
    .selectFrom('watch_finding as f')
    .leftJoin('watch as w', 'w.source_id', 'f.source_id')
    .leftJoin('account as a', (join) =>
      join
        .onRef('a.id', '=', 'w.set_by')
        .on('a.disabled_at', 'is', null)
        // Someone who left the team to which a source is limited gets no emails about the source.
        .on(
          sql<boolean>`not exists (select from thing_team x where x.thing_id = f.source_id and x.team_id not in (select m.team_id from team_member m where m.account_id = a.id and m.suspended_at is null))`,
        ),
    )
    .select(['f.id', 'f.kind', 'f.about', 'f.source_id', 'a.email', 'a.language'])
    .where('f.told', '=', false)
    .orderBy('f.id')
    .limit(5000)
    .execute();
  const briefs = await loadBriefs(
    db,
    rows.map((row) => row.source_id),
    'desk',
  );
  return rows.flatMap(({ source_id, ...row }): UnsentAlert[] => {
    const source = briefs.get(source_id);
    return source
      ? [
          {
            ...row,
            id: Number(row.id),
            about: row.about as About,
            source,
            email: source.visibility === 'sealed' ? null : row.email,
          },
        ]
      : [];
  });
}
