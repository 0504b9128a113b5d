import { sql } from 'kysely';
import { z } from 'zod';
import { sameText } from '../../documents/translations/same-text.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { articleSlug } from '../articles/article-slug.ts';
import { group } from '../../platform/text/group.ts';

export const publicTranslation = z.strictObject({
  number: z.number(),
  language: z.string(),
  headline: z.string(),
  /** The last part of the article's URL. */
  slug: z.string(),
});
export type PublicTranslation = z.output<typeof publicTranslation>;

/**
 * The same articles in other languages, by the document's id: the original and its translations, if they are public.
 */
export async function loadPublicTranslations(
  db: Reader,
  documentIds: readonly number[],
): Promise<Map<number, PublicTranslation[]>> {
  const { rows } = await sql<Omit<PublicTranslation, 'slug'> & { asked: number; slug: string | null }>`
    select mine.id as asked, t.number, r.language, r.headline, d.slug
    from unnest(${[...documentIds]}::bigint[]) as mine (id)
    cross join lateral ${sameText(sql`mine.id`)} other
    join thing t on t.id = other.id join document d on d.id = other.id join edition e on e.id = d.edition_id join revision r on r.id = e.revision_id
    where other.id <> mine.id and d.state = 'published' and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null
    order by r.language`.execute(db);
  return group(
    rows.map(
      ({ asked, number, language, headline, slug }) =>
        [Number(asked), { number: Number(number), language, headline, slug: articleSlug(slug, headline) }] as const,
    ),
  );
}
