import { sql } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { ofCountry } from '../duties/list-duties.ts';
import { loadBriefs, type Audience, type Brief } from '../../record/views/briefs.ts';
import { loadFacts, type PropertyView } from '../../record/views/facts.ts';

/** A law as lists show it, with its facts. */
export type LawLine = { law: Brief; example: boolean; changedAt: Date; facts: PropertyView[] };
export type LawList = { laws: LawLine[]; total: number; countries: { country: string; count: number }[] };

/** Laws, by title; optionally of one country. */
export async function listLaws(
  db: Reader,
  options: { audience: Audience; country?: string; q?: string; limit: number; offset: number },
): Promise<LawList> {
  const { audience, country, q, limit, offset } = options;
  const seen = audience === 'public' ? sql`and t.visibility = 'public' and t.withdrawn_at is null` : sql``;
  const shown = audience === 'public' ? sql`f.public_shown and not f.public_attributed` : sql`f.desk_shown`;
  const named = q ? sql`and (l.title ilike ${containing(q)} or t.number::text = ${q.trim()})` : sql``;
  const within = country ? sql`and ${ofCountry([country], audience)}` : sql``;
  const from = sql`from law l join thing t on t.id = l.id where t.merged_into is null and t.redacted_at is null and t.visibility <> 'sealed' ${seen}`;
  const { rows: counted } = await sql<{
    total: number;
  }>`select count(*)::int as total ${from} ${named} ${within}`.execute(db);
  const { rows } = await sql<{
    id: number;
  }>`select t.id ${from} ${named} ${within} order by lower(l.title), t.id limit ${limit} offset ${offset}`.execute(db);
  const { rows: countries } = await sql<{ country: string; count: number }>`
    select f.value_key as country, count(distinct f.subject_id)::int as count from fact f where f.property = 'jurisdiction' and ${shown} and f.subject_id in (select t.id ${from}) group by 1 order by 2 desc, 1`.execute(
    db,
  );
  return {
    total: counted[0]!.total,
    countries: countries.map((row) => ({ country: row.country, count: Number(row.count) })),
    laws: await loadLawLines(
      db,
      rows.map((row) => Number(row.id)),
      audience,
    ),
  };
}

/** Laws for a list, in the order of `ids`. Laws that the audience may not see are left out. */
export async function loadLawLines(db: Reader, ids: readonly number[], audience: Audience): Promise<LawLine[]> {
  const [briefs, facts] = [await loadBriefs(db, ids, audience), await loadFacts(db, ids, audience)];
  const rows = ids.length
    ? await db
        .selectFrom('thing')
        .select(['id', 'example', 'changed_at'])
        .where('id', 'in', [...ids])
        .execute()
    : [];
  const known = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const [law, row] = [briefs.get(id), known.get(id)];
    return law && row && !(law.hidden && audience === 'public')
      ? [{ law, example: row.example, changedAt: row.changed_at, facts: facts.get(law.id) ?? [] }]
      : [];
  });
}
