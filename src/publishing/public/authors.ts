import { sql } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { slugify } from '../../platform/text/slug.ts';

/**
 * An author: all names in bylines with the same slug, such as Алия Нұрлан and Aliya Nurlan, the most frequent name
 * first.
 */
export type Author = { slug: string; names: string[] };

/** The slug of a name, for URLs. Null if no letter of the name can be transliterated. */
export function authorSlug(name: string): string | null {
  const slug = slugify(name);
  return slug === '-' ? null : slug;
}

/** All authors in public bylines. @param examples if false, authors who wrote only sample articles are left out */
export async function listAuthors(db: Reader, { examples = true }: { examples?: boolean } = {}): Promise<Author[]> {
  const { rows } = await sql<{ name: string }>`
    select n.name from document d join thing t on t.id = d.id join edition e on e.id = d.edition_id join revision r on r.id = e.revision_id cross join lateral unnest(r.byline_names) n (name)
    where d.state in ('published', 'retracted') and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null ${examples ? sql`` : sql`and not t.example`}
    group by n.name order by count(*) desc, n.name`.execute(db);
  const authors = new Map<string, Author>();
  for (const { name } of rows) {
    const slug = authorSlug(name);
    if (slug === null) continue;
    const author = authors.get(slug);
    if (author) author.names.push(name);
    else authors.set(slug, { slug, names: [name] });
  }
  return [...authors.values()];
}

/** The author with this slug. @throws AppError `not_found` if no public byline has such a name */
export async function findAuthor(db: Reader, slug: string): Promise<Author> {
  const found = (await listAuthors(db)).find((author) => author.slug === slug);
  if (!found) throw new AppError('not_found');
  return found;
}
