import { sql, type Selectable } from 'kysely';
import { currentViewer } from '../../platform/database/viewer.ts';
import type { Tables } from '../../platform/database/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, titleOf, type Brief } from '../views/briefs.ts';
import type { DuplicateGround, DuplicateKind } from './tables.ts';

/**
 * Two items that may be the same. `likeness` is 0 if the comparison did not find the pair, but a person marked the two
 * as not duplicates.
 */
export type DuplicateLine = {
  a: Brief;
  b: Brief;
  kind: DuplicateKind;
  likeness: number;
  grounds: DuplicateGround[];
  foundAt: Date;
  dismissed: { at: Date; by: string | null; why: string | null } | null;
};
export type DuplicateList = {
  lines: DuplicateLine[];
  total: number;
  kinds: { kind: DuplicateKind; count: number }[];
  /** Number of items in the queue; 0 for someone from whom a team's items are hidden. */ due: number;
};

/**
 * The desk's list of suggested duplicates, the most similar first; or the list of dismissed pairs, the latest first.
 * Sealed, redacted, withdrawn and merged items are left out.
 */
export async function listDuplicates(
  db: Reader,
  asked: { kind?: string; dismissed?: boolean },
  page: { limit: number; offset: number },
): Promise<DuplicateList> {
  const standing = (id: string) =>
    sql`exists (select from thing t where t.id = ${sql.ref(id)} and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed')`;
  const all = sql`from duplicate d where d.dismissed_at is ${asked.dismissed ? sql`not null` : sql`null`} and ${standing('d.less_id')} and ${standing('d.more_id')}`;
  const { rows: kinds } = await sql<{
    kind: DuplicateKind;
    count: number;
  }>`select d.kind, count(*)::int as count ${all} group by d.kind order by d.kind`.execute(db);
  const { rows } = await sql<Row>`
    select d.*, p.name as by from (select d.* ${all} ${asked.kind ? sql`and d.kind = ${asked.kind}` : sql``} order by ${asked.dismissed ? sql`d.dismissed_at desc` : sql`d.likeness desc`}, d.less_id, d.more_id limit ${page.limit} offset ${page.offset}) d
    left join account p on p.id = d.dismissed_by order by ${asked.dismissed ? sql`d.dismissed_at desc` : sql`d.likeness desc`}, d.less_id, d.more_id`.execute(
    db,
  );
  // A change of an item that is limited to a team also queues the items that it names. So the count would show people
  // outside the team that something has changed.
  const { rows: due } = currentViewer()?.hides
    ? { rows: [] }
    : await sql<{
        count: number;
      }>`select count(*)::int as count from (select from duplicate_due limit 100001) d`.execute(db);
  return {
    lines: await linesOf(db, rows),
    total: kinds
      .filter((one) => !asked.kind || one.kind === asked.kind)
      .reduce((sum, one) => sum + Number(one.count), 0),
    kinds: kinds.map((one) => ({ kind: one.kind, count: Number(one.count) })),
    due: Number(due[0]?.count ?? 0),
  };
}

type Row = Selectable<Tables['duplicate']> & { by: string | null };

async function linesOf(db: Reader, rows: readonly Row[]): Promise<DuplicateLine[]> {
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => [Number(row.less_id), Number(row.more_id)]),
    'desk',
  );
  return rows.flatMap((row) => {
    const [a, b] = [briefs.get(Number(row.less_id)), briefs.get(Number(row.more_id))];
    if (!a || !b) return [];
    return [
      {
        a,
        b,
        kind: row.kind,
        likeness: row.likeness,
        grounds: row.grounds,
        foundAt: row.found_at,
        dismissed: row.dismissed_at ? { at: row.dismissed_at, by: row.by, why: row.why } : null,
      },
    ];
  });
}

/** The stored data of one pair. Null if the comparison did not find the pair and no one dismissed it. */
export async function findPair(db: Reader, a: number, b: number): Promise<DuplicateLine | null> {
  const { rows } =
    await sql<Row>`select d.*, p.name as by from duplicate d left join account p on p.id = d.dismissed_by where d.less_id = ${Math.min(a, b)} and d.more_id = ${Math.max(a, b)}`.execute(
      db,
    );
  return (await linesOf(db, rows))[0] ?? null;
}

/** The merge of the item `from` into another, directly or through a third. */
export type Merger = {
  from: { kind: string; number: number; title: string; hidden: boolean };
  at: Date;
  by: string | null;
  why: string | null;
};

/** The items merged into an item, directly or through others, latest first. Undone merges are left out. */
export async function listMerged(db: Reader, thingId: number): Promise<Merger[]> {
  const { rows } = await sql<{
    kind: string;
    number: number;
    hidden: boolean;
    title: string | null;
    at: Date;
    by: string | null;
    why: string | null;
  }>`
    select t.kind, t.number, t.visibility = 'sealed' as hidden, m.at, p.name as by, m.why, ${titleOf(sql`t.kind`, sql`t.id`, 'desk')} as title
    from thing t join merger m on m.thing_id = t.id and m.undone_at is null left join account p on p.id = m.account_id
    where t.merged_into = ${thingId} and t.redacted_at is null order by m.at desc, m.id desc`.execute(db);
  return rows.map((row) => ({
    from: {
      kind: row.kind,
      number: Number(row.number),
      title: row.hidden ? '' : (row.title ?? ''),
      hidden: row.hidden,
    },
    at: row.at,
    by: row.by,
    why: row.why,
  }));
}
