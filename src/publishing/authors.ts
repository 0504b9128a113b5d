import { sql } from 'kysely';
import { AppError } from '../platform/errors.ts';
import type { Reader } from '../platform/database/tx.ts';
import { slugify } from '../platform/slug.ts';

/** Who stands in bylines under names that have one address, such as Алия Нурлан and Aliya Nurlan; the name used most comes first. */
export type Author = { slug: string; names: string[] };

/** The address of a name; null for one that has no letter we can write in an address. */
export function authorSlug(name: string): string | null {
  const slug = slugify(name);
  return slug === '-' ? null : slug;
}

/** Whoever stands under this address in bylines that readers see. @throws AppError `not_found` */
export async function findAuthor(db: Reader, slug: string): Promise<Author> {
  const { rows } = await sql<{ name: string }>`
    select n.name from document d join thing t on t.id = d.id join edition e on e.id = d.edition_id join revision r on r.id = e.revision_id cross join lateral unnest(r.byline_names) n (name)
    where d.state in ('published', 'retracted') and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null
    group by n.name order by count(*) desc, n.name`.execute(db as never);
  const names = rows.flatMap(({ name }) => (authorSlug(name) === slug ? [name] : []));
  if (names.length === 0) throw new AppError('not_found');
  return { slug, names };
}
