import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../platform/database/tx.ts';
import { group } from '../platform/group.ts';
import { loadBriefs } from '../record/views/briefs.ts';
import { loadClaims } from '../record/views/claims.ts';
import { freeze, publicClaim } from './public-claim.ts';

/** What nobody has answered, of an article's cases or as the article itself calls it open. */
export const publicQuestion = z.strictObject({
  wording: z.string(),
  language: z.string(),
  /** The claim that leaves it open. */
  raisedBy: publicClaim,
  /** Since this edition: a question that a sentence calls open keeps its place with the answer. */
  answeredBy: publicClaim.nullable(),
  case: z.strictObject({ number: z.number(), title: z.string() }).nullable(),
});
export type PublicQuestion = z.output<typeof publicQuestion>;

type Row = { edition_id: number; id: number; language: string; case_id: number | null; raised: number; answered: number | null };

/**
 * The questions that stand under editions, by the edition's id: open ones of the cases it is about, and those raised by a claim it
 * cites, answered or not. A question presumes something; without a public claim behind it, it stays on the desk.
 */
export async function loadOpenQuestions(db: Reader, editionIds: readonly number[]): Promise<Map<number, PublicQuestion[]>> {
  const { rows } = await sql<Row>`
    with cases as (
      select e.id as edition_id, coalesce(t.merged_into, t.id) as id from edition e join revision_case r on r.revision_id = e.revision_id join thing t on t.id = r.case_id where e.id = any(${[...editionIds]}::bigint[])
    ), cited as (
      select p.edition_id, coalesce(t.merged_into, t.id) as id from published_citation p join thing t on t.id = p.claim_id where p.edition_id = any(${[...editionIds]}::bigint[])
    ), asked as (
      select c.edition_id, q.id from cases c cross join lateral (select c.id union all select t.id from thing t where t.merged_into = c.id) m join question q on q.case_id = m.id where q.answered_by is null
      union
      select c.edition_id, q.id from cited c cross join lateral (select c.id union all select t.id from thing t where t.merged_into = c.id) m join question q on q.raised_by = m.id
    )
    select a.edition_id, q.id, q.language, coalesce(ct.merged_into, ct.id) as case_id, coalesce(rt.merged_into, rt.id) as raised, coalesce(xt.merged_into, xt.id) as answered
    from asked a join question q on q.id = a.id join thing t on t.id = q.id join thing rt on rt.id = q.raised_by
    left join thing ct on ct.id = q.case_id left join thing xt on xt.id = q.answered_by
    where t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null and t.merged_into is null
    order by q.id`.execute(db as never);
  if (rows.length === 0) return new Map();
  const number = (id: number | null): number[] => (id === null ? [] : [Number(id)]);
  const claims = new Map((await loadClaims(db, rows.flatMap((row) => [Number(row.raised), ...number(row.answered)]), 'public')).map((claim) => [claim.id, claim]));
  const briefs = await loadBriefs(db, rows.flatMap((row) => [Number(row.id), ...number(row.case_id)]), 'public');
  return group(rows.flatMap((row): [number, PublicQuestion][] => {
    const [brief, raisedBy] = [briefs.get(Number(row.id)), claims.get(Number(row.raised))];
    const answeredBy = row.answered === null ? null : claims.get(Number(row.answered));
    // Answered, but by what readers may not see: neither open nor told.
    if (!brief || brief.hidden || raisedBy?.state !== 'checked' || answeredBy === undefined || (answeredBy && answeredBy.state !== 'checked')) return [];
    const inCase = row.case_id === null ? undefined : briefs.get(Number(row.case_id));
    return [[Number(row.edition_id), {
      wording: brief.title,
      language: row.language,
      raisedBy: freeze(raisedBy),
      answeredBy: answeredBy && freeze(answeredBy),
      case: inCase && !inCase.hidden ? { number: inCase.number, title: inCase.title } : null,
    }]];
  }));
}
