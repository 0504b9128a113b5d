import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { kindOf } from '../../../record/kinds/registry.ts';
import { nameKeys } from '../../../record/actors/names/keys.ts';
import { taggedWith } from '../../../record/tags/queries.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';

export const listKinds = ['case', 'actor', 'source', 'claim', 'event', 'proceeding', 'question'] as const;
export type ListKind = (typeof listKinds)[number];

/** The filters of a list. `states` can contain public, desk, sealed, withdrawn, draft, checked, open and answered. */
export type Asked = {
  q?: string;
  states: readonly string[];
  kinds: readonly string[];
  tags: readonly string[];
  limit: number;
  offset: number;
};
export type Line = {
  brief: Brief;
  changedAt: Date;
  /** The number of claims in a case; 0 for other kinds. */ claims: number;
  /** The number of unchecked claims in a case; 0 for other kinds. */ unchecked: number;
};

const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * The condition of a search. An item matches by its number, or if its title contains each of the first eight words. An
 * actor matches if one of its names contains the whole text, or matches the text in another script.
 */
function searched(kind: ListKind, q: string) {
  const number = /^\d{1,15}$/.test(q) ? Number(q) : -1;
  if (kind === 'actor')
    return sql`and (t.number = ${number} or exists (select from actor_name n where n.actor_id = t.id and (n.text ilike ${likeText(q)} or n.keys && ${nameKeys(q)}::text[])))`;
  const words = q.split(/\s+/).slice(0, 8);
  return sql`and (t.number = ${number} or (${sql.join(
    words.map((word) => sql`w.${sql.ref(String(kindOf(kind).title))} ilike ${likeText(word)}`),
    sql` and `,
  )}))`;
}

function stated(kind: ListKind, states: readonly string[]) {
  const among = (...names: string[]): string[] => states.filter((state) => names.includes(state));
  const visible = among('public', 'desk', 'sealed');
  const seen = visible.length ? sql`and t.visibility = any(${visible}::text[])` : sql``;
  if (kind === 'claim') {
    const claimStates = among('draft', 'imported', 'checked', 'withdrawn');
    return claimStates.length
      ? sql`${seen} and w.state = any(${claimStates}::text[])`
      : sql`${seen} and w.state <> 'withdrawn'`;
  }
  const gone = states.includes('withdrawn')
    ? sql`${seen} and t.withdrawn_at is not null`
    : sql`${seen} and t.withdrawn_at is null`;
  const [answer] = kind === 'question' ? among('open', 'answered') : [];
  if (!answer || among('open', 'answered').length === 2) return gone;
  return answer === 'open' ? sql`${gone} and w.answered_by is null` : sql`${gone} and w.answered_by is not null`;
}

/** One page of a list of one kind, last changed first, and the total. */
export async function loadList(db: Reader, kind: ListKind, asked: Asked): Promise<{ lines: Line[]; total: number }> {
  const sorted =
    asked.kinds.length && (kind === 'actor' || kind === 'source')
      ? sql`and w.kind = any(${[...asked.kinds]}::text[])`
      : sql``;
  const counts =
    kind === 'case'
      ? sql`(select count(*)::int from claim c where c.case_id = t.id and c.state <> 'withdrawn')`
      : sql`0`;
  const unchecked =
    kind === 'case'
      ? sql`(select count(*)::int from claim c where c.case_id = t.id and c.state in ('draft', 'imported'))`
      : sql`0`;
  const { rows } = await sql<{ id: number; changed_at: Date; total: number; claims: number; unchecked: number }>`
    select x.*, ${counts} as claims, ${unchecked} as unchecked from (
      select t.id, t.changed_at, count(*) over ()::int as total from thing t join ${sql.table(kind)} w on w.id = t.id
      where t.merged_into is null and t.redacted_at is null ${sorted} ${stated(kind, asked.states)} ${asked.tags.length ? sql`and t.id in (${taggedWith(asked.tags)})` : sql``} ${asked.q ? searched(kind, asked.q) : sql``}
      order by t.changed_at desc, t.id desc limit ${asked.limit} offset ${asked.offset}
    ) x join thing t on t.id = x.id order by x.changed_at desc, x.id desc`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.map((row) => Number(row.id)),
    'desk',
  );
  return {
    lines: rows.map((row) => ({
      brief: briefs.get(Number(row.id))!,
      changedAt: row.changed_at,
      claims: Number(row.claims),
      unchecked: Number(row.unchecked),
    })),
    total: Number(rows[0]?.total ?? 0),
  };
}
