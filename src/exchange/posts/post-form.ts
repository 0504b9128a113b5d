import { DomUtils, parseDocument } from 'htmlparser2';
import { articleForm, type ArticleForm, type ArticleFormInput } from '../../documents/model/form.ts';
import { blocksOf } from './html-blocks.ts';
import type { Post } from './post.ts';

/** A post as a draft. `left`: pictures and other things that were left out. */
export type PostForm = { form: ArticleFormInput; tags: string[]; publishedAt: Date | null; left: number };

type Refused = { message: string; params?: Record<string, string | number> };

/**
 * What an article's form makes of a post: its sentences rest on nothing yet. What does not fit is refused with the
 * reason, not cut.
 */
export function articleFormOf(post: Post, language: string): PostForm | Refused {
  const { blocks, left } = blocksOf(post.html);
  const form: ArticleFormInput = {
    headline: { text: plain(post.title), whole: true },
    standfirst: { text: plain(post.standfirst) },
    byline: { kind: 'by', names: post.authors.map((name) => name.slice(0, 120)) },
    language,
    blocks,
  };
  const parsed = articleForm.safeParse(form);
  if (!parsed.success) return { message: reasonOf(parsed.error.issues[0]!.path) };
  if (!(parsed.data satisfies ArticleForm).blocks.length) return { message: 'exchange.posts.error.empty' };
  return {
    form,
    tags: [...new Set(post.tags.map((tag) => plain(tag).slice(0, 60)).filter(Boolean))].slice(0, 20),
    publishedAt: post.publishedAt,
    left,
  };
}

const reasonOf = ([field]: readonly PropertyKey[]): string =>
  field === 'headline'
    ? 'exchange.posts.error.headline'
    : field === 'language'
      ? 'documents.error.language.bad'
      : 'exchange.posts.error.long';

/** Words that may have signs of HTML in them, as titles of both systems do. */
const plain = (html: string): string => DomUtils.textContent(parseDocument(html)).replace(/\s+/gu, ' ').trim();
