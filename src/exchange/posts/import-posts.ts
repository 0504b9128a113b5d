import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { articleForm } from '../../documents/model/form.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, run, type App, type Principal } from '../../platform/operation.ts';
import { redirectPath } from '../../publishing/publication/redirects/address.ts';
import { tagArticles, tagName } from '../../publishing/tags/tag-articles.ts';
import { readExportInChild } from './export-reader.ts';
import type { PostForm } from './post-form.ts';
import type { Posts } from './post.ts';

/** The number of posts that one operation writes. */
const setSize = 200;

/**
 * Creates drafts of posts that another system published, each with its tags, its first publication date, and a redirect
 * from its old URL. If the redirect exists already, the post was imported before and is skipped.
 */
export const importPosts = defineOperation({
  name: 'exchange.bringPosts',
  permission: editors,
  input: z.object({
    posts: z
      .array(
        z.object({
          form: articleForm,
          tags: z.array(tagName).max(20),
          path: z.string().max(2000),
          publishedAt: z.date().nullable(),
        }),
      )
      .min(1)
      .max(1000),
  }),
  async write(writing): Promise<{ articles: number[]; known: number }> {
    const { tx, input, at } = writing;
    // If two people import the same posts at the same time, the second import waits here, and then skips these posts.
    await sql`lock table former_address in share row exclusive mode`.execute(tx);
    const taken = new Set(
      (
        await tx
          .selectFrom('former_address')
          .select('path')
          .where(sql<boolean>`path = any(${input.posts.map((one) => one.path)}::text[])`)
          .execute()
      ).map((row) => row.path),
    );
    const fresh = input.posts.filter(({ path }) => !taken.has(path) && taken.add(path));
    if (fresh.length === 0) return { articles: [], known: input.posts.length };
    const made = await createArticles.write({
      ...writing,
      input: { articles: fresh.map((one) => one.form) },
      prepared: undefined,
    });
    const tagged = fresh.flatMap(({ tags }, index) => (tags.length ? [{ article: made[index]!.article, tags }] : []));
    if (tagged.length) await tagArticles.write({ ...writing, input: { articles: tagged }, prepared: undefined });
    for (const [index, { publishedAt }] of fresh.entries())
      if (publishedAt)
        await sql`update document d set elsewhere_at = ${publishedAt} from thing t where t.id = d.id and t.kind = 'article' and t.number = ${made[index]!.number}`.execute(
          tx,
        );
    await insertRows(
      tx,
      'former_address',
      fresh.map(({ path }, index) => ({ path, target: `/articles/${made[index]!.number}`, created_at: at })),
    );
    return { articles: made.map((one) => one.number), known: input.posts.length - fresh.length };
  },
});

export type PostImportOptions = {
  /** The language of the posts. */
  language: string;
  /**
   * The pattern of the paths on the previous website, such as `/{year}/{month}/{slug}`, for exports without paths.
   */
  address: string;
  progress?(done: number, total: number): void;
};

/** The result of an import. */
export type ImportedPosts = {
  system: Posts['system'];
  /** The numbers of the drafts that were created. */
  articles: number[];
  /** The number of posts that were skipped, because they had been imported before. */
  known: number;
  /** The number of entries that are not posts. */
  others: number;
  /** The number of pictures and other elements that were left out. */
  pictures: number;
  /** The posts that failed, and why. */
  refused: { title: string; message: string; params?: Record<string, string | number> }[];
};

/**
 * Imports all posts of an export, in sets that can be undone together.
 * @throws AppError `posts_unreadable`, `posts_unknown`, `reading_*`
 */
export async function importPostExport(
  app: App,
  principal: Principal,
  text: string,
  options: PostImportOptions,
): Promise<ImportedPosts> {
  const { system, posts, others } = await readExportInChild(text, options.language);
  const imported: ImportedPosts = { system, articles: [], known: 0, others, pictures: 0, refused: [] };
  const ready: (PostForm & { path: string })[] = [];
  for (const post of posts) {
    const path = redirectPath(post.path ?? addressOf(options.address, post.slug, post.publishedAt));
    const { form } = post;
    if ('message' in form) imported.refused.push({ title: post.title || post.slug, ...form });
    else if (path === null) imported.refused.push({ title: post.title, message: 'exchange.posts.error.address' });
    else ready.push({ ...form, path });
  }
  const batch = randomUUID();
  for (let from = 0; from < ready.length; from += setSize) {
    const some = ready.slice(from, from + setSize);
    const { articles, known } = await run(
      app,
      importPosts,
      principal,
      { posts: some.map(({ form, tags, path, publishedAt }) => ({ form, tags, path, publishedAt })) },
      undefined,
      { batch },
    );
    imported.articles.push(...articles);
    imported.known += known;
    imported.pictures += some.reduce((sum, one) => sum + one.left, 0);
    options.progress?.(from + some.length, ready.length);
  }
  return imported;
}

const parts = /\{(slug|year|month|day)\}/g;

/** @throws AppError `invalid_input` if the pattern is not a path with `{slug}` */
export function checkAddress(pattern: string): string {
  if (!/^\/\S*$/.test(pattern) || !pattern.includes('{slug}') || /[{}]/.test(pattern.replace(parts, '')))
    throw new AppError('invalid_input', { fields: [{ path: 'address', message: 'exchange.posts.error.pattern' }] });
  return pattern;
}

const addressOf = (pattern: string, slug: string, at: Date | null): string => {
  const [year = '', month = '', day = ''] = (at?.toISOString().slice(0, 10) ?? '').split('-');
  const values: Readonly<Record<string, string>> = { slug: encodeURIComponent(slug), year, month, day };
  // An unpublished post had no URL. It gets a path here, so that a later import recognises the post.
  return slug ? (at ? pattern : '/{slug}').replace(parts, (_, name: string) => values[name]!) : '';
};
