import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { loadClaims } from '../../record/views/claims.ts';
import { freeze, publicClaim } from './public-claim.ts';
import { isCounted } from '../../record/claims/counted.ts';

/** A question that is open in the article's cases, or that the article itself calls open. */
export const publicQuestion = z.strictObject({
  wording: z.string(),
  /** The language of `wording`. */
  language: z.string(),
  /** The claim that raises the question. */
  raisedBy: publicClaim,
  /**
   * The claim that has answered the question since this edition. Such a question is listed only if a sentence of the
   * article calls it open.
   */
  answeredBy: publicClaim.nullable(),
  /** `language`: the language of the title, if it is not the reader's. */
  case: z.strictObject({ number: z.number(), title: z.string(), language: z.string().optional() }).nullable(),
});
export type PublicQuestion = z.output<typeof publicQuestion>;

type Row = {
  edition_id: number;
  id: number;
  language: string;
  case_id: number | null;
  raised: number;
  answered: number | null;
};

/**
 * The questions of editions, by the edition's id: the open questions of the edition's cases, and all questions that a
 * cited claim raises. Readers see only questions that a public claim raises, because a question can reveal what a claim
 * says. "offset 0" makes PostgreSQL use the indexes.
 */
export async function loadOpenQuestions(
  db: Reader,
  editionIds: readonly number[],
): Promise<Map<number, PublicQuestion[]>> {
  const { rows } = await sql<Row>`
    with cases as (
      select e.id as edition_id, t.id from (select id, revision_id from edition where id = any(${[...editionIds]}::bigint[]) offset 0) e
      cross join lateral (select case_id from revision_case where revision_id = e.revision_id offset 0) r
      cross join lateral (select canonical_id as id from thing where id = r.case_id offset 0) t
    ), cited as (
      select p.edition_id, t.id from (select edition_id, claim_id from published_citation where edition_id = any(${[...editionIds]}::bigint[]) offset 0) p
      cross join lateral (select canonical_id as id from thing where id = p.claim_id offset 0) t
    ), asked as (
      select c.edition_id, q.id from cases c cross join lateral (select c.id union all select t.id from thing t where t.merged_into = c.id) m
      cross join lateral (select id from question where case_id = m.id and answered_by is null offset 0) q
      union
      select c.edition_id, q.id from cited c cross join lateral (select c.id union all select t.id from thing t where t.merged_into = c.id) m
      cross join lateral (select id from question where raised_by = m.id offset 0) q
    )
    select a.edition_id, q.id, q.language, ct.canonical_id as case_id, rt.canonical_id as raised, xt.canonical_id as answered
    from asked a cross join lateral (select * from question where id = a.id offset 0) q
    cross join lateral (select id from thing where id = q.id and visibility = 'public' and withdrawn_at is null and redacted_at is null and merged_into is null offset 0) t
    cross join lateral (select id, canonical_id from thing where id = q.raised_by offset 0) rt
    left join lateral (select id, canonical_id from thing where id = q.case_id offset 0) ct on true
    left join lateral (select id, canonical_id from thing where id = q.answered_by offset 0) xt on true
    order by q.id`.execute(db);
  if (rows.length === 0) return new Map();
  const number = (id: number | null): number[] => (id === null ? [] : [Number(id)]);
  const [said, briefs] = await Promise.all([
    loadClaims(
      db,
      rows.flatMap((row) => [Number(row.raised), ...number(row.answered)]),
      'public',
    ),
    loadBriefs(
      db,
      rows.flatMap((row) => [Number(row.id), ...number(row.case_id)]),
      'public',
    ),
  ]);
  const claims = new Map(said.map((claim) => [claim.id, claim]));
  return group(
    rows.flatMap((row): [number, PublicQuestion][] => {
      const [brief, raisedBy] = [briefs.get(Number(row.id)), claims.get(Number(row.raised))];
      const answeredBy = row.answered === null ? null : claims.get(Number(row.answered));
      // A question that a claim answers which is not public is left out: it is no longer open, but readers must not see
      // the answer.
      if (
        !brief ||
        brief.hidden ||
        !raisedBy ||
        !isCounted(raisedBy.state) ||
        answeredBy === undefined ||
        (answeredBy && !isCounted(answeredBy.state))
      )
        return [];
      const inCase = row.case_id === null ? undefined : briefs.get(Number(row.case_id));
      return [
        [
          Number(row.edition_id),
          {
            wording: brief.title,
            // Readers get the translation of a question, if there is one.
            language: brief.language ?? currentReading()?.language ?? row.language,
            raisedBy: freeze(raisedBy),
            answeredBy: answeredBy && freeze(answeredBy),
            case:
              inCase && !inCase.hidden
                ? { number: inCase.number, title: inCase.title, language: inCase.language }
                : null,
          },
        ],
      ];
    }),
  );
}
