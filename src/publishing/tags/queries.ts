import { sql } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import { group } from '../../platform/text/group.ts';
import type { Reader } from '../../platform/database/tx.ts';
import './tables.ts';

export type Tag = { slug: string; name: string; about: string | null };

/** @throws AppError `not_found` */
export async function findTag(db: Reader, slug: string): Promise<Tag> {
  const found = await db
    .selectFrom('tag')
    .select(['slug', 'name', 'about'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!found) throw new AppError('not_found');
  return found;
}

/** The tags of articles by name, by the document's id. */
export async function loadTags(
  db: Reader,
  documentIds: readonly number[],
): Promise<Map<number, { slug: string; name: string }[]>> {
  const rows = await db
    .selectFrom('article_tag')
    .innerJoin('tag', 'tag.id', 'article_tag.tag_id')
    .select(['article_tag.document_id', 'tag.slug', 'tag.name'])
    .where(sql<boolean>`article_tag.document_id = any(${[...documentIds]}::bigint[])`)
    .orderBy(sql`lower(tag.name)`)
    .execute();
  return group(rows.map(({ document_id, ...tag }) => [document_id, tag] as const));
}

/** All tags by name, with the number of articles, and of public ones. */
export async function listTags(db: Reader): Promise<(Tag & { articles: number; published: number })[]> {
  const { rows } = await sql<Tag & { articles: number; published: number }>`
    select t.slug, t.name, t.about, count(d.id)::int as articles,
      count(d.id) filter (where d.state in ('published', 'retracted') and th.visibility = 'public' and th.withdrawn_at is null and th.redacted_at is null)::int as published
    from tag t left join article_tag a on a.tag_id = t.id left join document d on d.id = a.document_id left join thing th on th.id = d.id
    group by t.id order by lower(t.name)`.execute(db);
  return rows;
}
