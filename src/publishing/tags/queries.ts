import { sql } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import './tables.ts';

export type Tag = { slug: string; name: string; about: string | null };

/** @throws AppError `not_found` */
export async function findTag(db: Reader, slug: string): Promise<Tag> {
  const found = await db.selectFrom('tag').select(['slug', 'name', 'about']).where('slug', '=', slug).executeTakeFirst();
  if (!found) throw new AppError('not_found');
  return found;
}

/** The tags of an article, by name. */
export const loadTags = (db: Reader, documentId: number): Promise<{ slug: string; name: string }[]> =>
  db.selectFrom('article_tag').innerJoin('tag', 'tag.id', 'article_tag.tag_id').select(['tag.slug', 'tag.name']).where('article_tag.document_id', '=', documentId).orderBy(sql`lower(tag.name)`).execute();

/** All tags by name, with how many articles have them, and how many of those readers see. */
export async function listTags(db: Reader): Promise<(Tag & { articles: number; published: number })[]> {
  const { rows } = await sql<Tag & { articles: number; published: number }>`
    select t.slug, t.name, t.about, count(d.id)::int as articles,
      count(d.id) filter (where d.state in ('published', 'retracted') and th.visibility = 'public' and th.withdrawn_at is null and th.redacted_at is null)::int as published
    from tag t left join article_tag a on a.tag_id = t.id left join document d on d.id = a.document_id left join thing th on th.id = d.id
    group by t.id order by lower(t.name)`.execute(db as never);
  return rows;
}
