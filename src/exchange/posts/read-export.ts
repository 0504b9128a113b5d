import { articleFormOf, type PostForm, type Refused } from './post-form.ts';
import type { Posts } from './post.ts';
import { readPosts } from './read-posts.ts';

/** A post as a draft, or why it cannot be imported, with the parts of its URL on the previous website. */
export type ReadPost = {
  title: string;
  slug: string;
  path: string | null;
  publishedAt: Date | null;
  form: PostForm | Refused;
};
export type ReadExport = Pick<Posts, 'system' | 'others'> & { posts: ReadPost[] };

/** The posts of an export as drafts. @throws AppError `posts_unreadable`, `posts_unknown` */
export function readExport({ text, language }: { text: string; language: string }): ReadExport {
  const { system, others, posts } = readPosts(text);
  return {
    system,
    others,
    posts: posts.map((post) => {
      const { title, slug, path, publishedAt } = post;
      return { title, slug, path, publishedAt, form: articleFormOf(post, language) };
    }),
  };
}
