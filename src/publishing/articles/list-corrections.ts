import { articleSlug } from './article-slug.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { loadActions, publicAction, publicCorrection, type PublicAction } from './article-actions.ts';

/**
 * One entry in the list of corrections: a correction, or an action on an article. If the article is not public,
 * `article` is null, and readers see only the article's number.
 */
export const listedCorrection = z.strictObject({
  article: z
    .strictObject({ number: z.number(), headline: z.string(), slug: z.string(), language: z.string() })
    .nullable(),
  number: z.number(),
  at: z.iso.datetime(),
  correction: publicCorrection.nullable(),
  act: publicAction.nullable(),
  example: z.boolean(),
});
export type ListedCorrection = z.output<typeof listedCorrection>;

type Row = {
  document_id: number;
  number: number;
  example: boolean;
  at: Date;
  headline: string;
  slug: string | null;
  language: string;
  shown: boolean;
  edition: number | null;
  since_edition: number | null;
  wrong: string | null;
  put_right: string | null;
  act_place: number | null;
  total: number;
};

/**
 * Corrections and actions on articles: retracted, removed, unpublished and restored articles. The newest comes first.
 */
export async function listCorrections(
  db: Reader,
  { page = 1, size = 20, examples = true }: { page?: number; size?: number; examples?: boolean } = {},
): Promise<{ corrections: ListedCorrection[]; total: number }> {
  const { rows } = await sql<Row>`
    -- Few articles have a correction, so their state is looked up for these only.
    with open as not materialized (
      select t.id, t.number, t.example, d.state, d.slug, r.headline, r.language
      from thing t join document d on d.id = t.id join edition e on e.id = d.edition_id join revision r on r.id = e.revision_id
      where t.kind = 'article' and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null and (${examples} or not t.example)
    ), mended as (
      -- What was wrong in an article that is not shown any more is not told either.
      select c.document_id, e.at, e.id as place, e.number as edition, c.since_edition, c.wrong, c.put_right, null::int as act_place
      from correction c join edition e on e.id = c.edition_id join open o on o.id = c.document_id where o.state in ('published', 'retracted')
      union all
      select a.document_id, a.at, a.id, null, null, null, null, row_number() over (partition by a.document_id order by a.id desc)::int from article_act a
    )
    select m.*, o.number, o.example, o.headline, o.slug, o.language, o.state in ('published', 'retracted') as shown, count(*) over ()::int as total
    from mended m join open o on o.id = m.document_id
    order by m.at desc, m.act_place is null, m.place desc limit ${size} offset ${(page - 1) * size}`.execute(db);
  const acts = await loadActions(db, [
    ...new Set(rows.flatMap((row) => (row.act_place === null ? [] : [Number(row.document_id)]))),
  ]);
  const corrections = rows.map((row) => ({
    article: row.shown
      ? {
          number: Number(row.number),
          headline: row.headline,
          slug: articleSlug(row.slug, row.headline),
          language: row.language,
        }
      : null,
    number: Number(row.number),
    at: row.at.toISOString(),
    correction:
      row.edition === null
        ? null
        : {
            edition: row.edition,
            since: row.since_edition!,
            at: row.at.toISOString(),
            wrong: row.wrong!,
            right: row.put_right!,
          },
    act: row.act_place === null ? null : (acts.get(Number(row.document_id))![row.act_place - 1] as PublicAction),
    example: row.example,
  }));
  return { corrections: z.array(listedCorrection).parse(corrections), total: rows[0]?.total ?? 0 };
}
