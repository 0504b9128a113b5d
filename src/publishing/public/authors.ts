import { sql } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { slugify } from '../../platform/text/slug.ts';

/**
 * An author. Several names can have the same address, such as Алия Нұрлан and Aliya Nurlan. The most used name comes
 * first.
 */
export type Author = { slug: string; names: string[] };

/** The address of a name. Null if no letter of the name can be transliterated. */
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

/** The author with this address in public bylines. @throws AppError `not_found` */
export async function findAuthor(db: Reader, slug: string): Promise<Author> {
  const found = (await listAuthors(db)).find((author) => author.slug === slug);
  if (!found) throw new AppError('not_found');
  return found;
}
