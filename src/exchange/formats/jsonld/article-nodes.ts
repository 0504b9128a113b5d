import type { Reader } from '../../../platform/database/tx.ts';
import { loadCommentsOf } from '../../../publishing/comments/public-comments.ts';
import type { listPublicArticles } from '../../../publishing/articles/list-articles.ts';
import type { About } from '../../export/about.ts';
import { articleNode, type Node } from './map.ts';

type Articles = Awaited<ReturnType<typeof listPublicArticles>>['articles'];

/** The nodes of articles, with readers' comments. */
export async function articleNodes(db: Reader, articles: Articles, about: About): Promise<Node[]> {
  const comments = await loadCommentsOf(
    db,
    articles.map((article) => article.number),
  );
  return articles.map((article) => articleNode(article, comments.get(article.number) ?? [], about));
}
