import { z } from 'zod';
import { group } from '../../platform/text/group.ts';
import { readDate, type Post, type Posts } from './post.ts';

const id = z.union([z.string(), z.number()]).transform(String);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const dataSchema = z.object({
  posts: z.array(
    z.object({
      id,
      title: text,
      slug: text,
      html: text,
      plaintext: text,
      custom_excerpt: text,
      type: text,
      page: z.union([z.boolean(), z.number()]).nullish(),
      status: text,
      published_at: z.unknown().optional(),
      author_id: id.nullish(),
    }),
  ),
  users: z.array(z.object({ id, name: text })).default([]),
  tags: z.array(z.object({ id, name: text })).default([]),
  posts_authors: z.array(z.object({ post_id: id, author_id: id, sort_order: z.number().nullish() })).default([]),
  posts_tags: z.array(z.object({ post_id: id, tag_id: id, sort_order: z.number().nullish() })).default([]),
});

/**
 * Reads Ghost's own export (Settings → Export): `{ db: [{ data: { posts, users, tags, … } }] }`, in older versions
 * `{ data }`. Null if `json` is something else.
 */
export function readGhost(json: unknown): Posts | null {
  const root = z
    .object({ db: z.array(z.object({ data: z.unknown().optional() })).optional(), data: z.unknown().optional() })
    .safeParse(json);
  const parsed = root.success ? dataSchema.safeParse(root.data.db?.[0]?.data ?? root.data.data) : null;
  if (!parsed?.success) return null;
  const { posts, users, tags, posts_authors: wrote, posts_tags: tagged } = parsed.data;
  const nameOf = new Map(users.map((one) => [one.id, one.name]));
  const tagOf = new Map(tags.map((one) => [one.id, one.name]));
  const authors = grouped(wrote, (one) => nameOf.get(one.author_id));
  // Tags that begin with # are internal.
  const labels = grouped(tagged, (one) => tagOf.get(one.tag_id));
  const kept = posts.filter((one) => one.type !== 'page' && !one.page);
  return {
    system: 'ghost',
    others: posts.length - kept.length,
    posts: kept.map((one): Post => ({
      title: one.title,
      standfirst: one.custom_excerpt,
      html:
        one.html ||
        one.plaintext
          .split(/\n{2,}/)
          .map((part) => `<p>${part.replace(/[&<]/g, (char) => (char === '&' ? '&amp;' : '&lt;'))}</p>`)
          .join(''),
      authors: authors.get(one.id) ?? [nameOf.get(one.author_id ?? '') ?? ''].filter(Boolean),
      tags: (labels.get(one.id) ?? []).filter((name) => !name.startsWith('#')),
      slug: one.slug,
      path: null,
      publishedAt: one.status === 'published' || one.status === 'sent' ? readDate(one.published_at) : null,
    })),
  };
}

/** The names to which rows refer, grouped by post, in the order of the export. */
function grouped<Row extends { post_id: string; sort_order?: number | null }>(
  rows: readonly Row[],
  name: (row: Row) => string | undefined,
): Map<string, string[]> {
  const ordered = rows.toSorted((a, b) => (a.sort_order ?? 0) - (b.sort_order ?? 0));
  return group(ordered.flatMap((row): [string, string][] => (name(row) ? [[row.post_id, name(row)!]] : [])));
}
