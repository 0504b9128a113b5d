import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { articleSlug } from '../articles/article-slug.ts';
import { isOpen, loadCommenting, type Commenting } from './commenting.ts';
import type {} from './tables.ts';

/** A public article, the number of its comments (`total`) and of removed ones, and whether readers can write one. */
export type Commented = {
  id: number;
  number: number;
  headline: string;
  /** The last part of the article's URL. */
  slug: string;
  language: string;
  example: boolean;
  total: number;
  gone: number;
  open: boolean;
};

const counted = sql`lateral (select count(*) filter (where c.state = 'published')::int as total, count(*) filter (where c.state <> 'published')::int as gone from reader_comment c where c.document_id = d.id and c.published_at is not null) n`;

/** The counts of comments for some articles, by the document's id. */
export async function countComments(
  db: Reader,
  documentIds: readonly number[],
): Promise<Map<number, Pick<Commented, 'total' | 'gone' | 'open'>>> {
  const [{ commenting }, { rows }] = await Promise.all([
    loadCommenting(db),
    sql<{ id: number; own: boolean | null; total: number; gone: number }>`
      select d.id::int as id, o.open as own, n.total, n.gone from document d left join article_commenting o on o.document_id = d.id cross join ${counted} where d.id = any(${[...documentIds]}::bigint[])`.execute(
      db,
    ),
  ]);
  return new Map(rows.map((row) => [row.id, { total: row.total, gone: row.gone, open: isOpen(commenting, row.own) }]));
}

/** Finds an article with the counts of its comments. Null if the article is not public. */
export async function findCommented(db: Reader, number: number, commenting: Commenting): Promise<Commented | null> {
  const { rows } = await sql<Omit<Commented, 'open' | 'slug'> & { slug: string | null; own: boolean | null }>`
    select d.id::int as id, t.number::int as number, v.headline, d.slug, v.language, t.example, o.open as own, n.total, n.gone
    from thing t join document d on d.id = t.id join edition e on e.id = d.edition_id join revision v on v.id = e.revision_id left join article_commenting o on o.document_id = d.id cross join ${counted}
    where t.kind = 'article' and t.number = ${number} and t.visibility = 'public' and t.redacted_at is null and t.withdrawn_at is null and d.state in ('published', 'retracted')`.execute(
    db,
  );
  const [row] = rows;
  if (!row) return null;
  const { own, ...rest } = row;
  return { ...rest, slug: articleSlug(row.slug, row.headline), open: isOpen(commenting, own) };
}
