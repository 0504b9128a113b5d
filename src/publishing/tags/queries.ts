import { sql } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import { group } from '../../platform/text/group.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
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

/**
 * The item in whose history a change of a tag is recorded. Usually this is the settings, which the whole desk sees. If
 * all articles with the tag are limited to a team, it is one of these articles, so that only the team sees the tag's
 * name.
 */
export async function subjectOfTag(tx: Tx, slug: string): Promise<{ kind: 'setting' | 'article'; thingId: number }> {
  const limited = await tx
    .selectFrom('article_tag')
    .innerJoin('tag', 'tag.id', 'article_tag.tag_id')
    .leftJoin('thing_team', 'thing_team.thing_id', 'article_tag.document_id')
    .where('tag.slug', '=', slug)
    .select((eb) => eb.fn.min<number | null>('article_tag.document_id').as('id'))
    .having(sql<boolean>`bool_and(thing_team.thing_id is not null)`)
    .executeTakeFirst();
  return limited?.id ? { kind: 'article', thingId: Number(limited.id) } : { kind: 'setting', thingId: 0 };
}

/** The tags of articles by the document's id, sorted by name. */
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

/** All tags, sorted by name, each with the number of its articles, and of its public articles (`published`). */
export async function listTags(db: Reader): Promise<(Tag & { articles: number; published: number })[]> {
  const { rows } = await sql<Tag & { articles: number; published: number }>`
    select t.slug, t.name, t.about, count(d.id)::int as articles,
      count(d.id) filter (where d.state in ('published', 'retracted') and th.visibility = 'public' and th.withdrawn_at is null and th.redacted_at is null)::int as published
    from tag t left join article_tag a on a.tag_id = t.id left join document d on d.id = a.document_id left join thing th on th.id = d.id
    group by t.id order by lower(t.name)`.execute(db);
  return rows;
}
