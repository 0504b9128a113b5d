import { DomUtils } from 'htmlparser2';
import { articleForm, type ArticleForm, type ArticleFormInput } from '../../documents/model/form.ts';
import { blocksOf } from './html-blocks.ts';
import { parseHtml } from './parse-html.ts';
import type { Post } from './post.ts';

/** A post as a draft. `left`: the number of pictures and other elements that were left out. */
export type PostForm = { form: ArticleFormInput; tags: string[]; publishedAt: Date | null; left: number };

export type Refused = { message: string; params?: Record<string, string | number> };

/**
 * A post as the form of an article, whose sentences cite nothing yet. Names of authors and tags that are too long are
 * shortened. If another text is too long, returns the reason why the post cannot be imported.
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

/** The plain text of a text that may contain HTML, such as titles in both systems. */
const plain = (html: string): string => DomUtils.textContent(parseHtml(html)).replace(/\s+/gu, ' ').trim();
