import { loadPublicArticle } from '../../../../publishing/public/public-article.ts';
import { answerCard } from '../../cards/answer-card.ts';
import type { Ctx, Router } from '../../../kit/context.ts';
import { routes } from '../../../routes.ts';
import { articleGone } from './article-gone.tsx';

/**
 * The pictures that other sites show beside a link to an article (Open Graph). Each shows the headline of an edition.
 * Above it is the case, or "retracted".
 */
export function articleCards(web: Router): void {
  for (const pattern of routes.articleCard.patternsAs('png')) web.get(pattern, showCard);
}

function showCard(c: Ctx): Promise<Response> {
  const { number, edition } = routes.articleCard.read(c.req.param());
  return answerCard(c, async () => {
    const article = await loadPublicArticle(c.get('deps').app.db.read, number, edition);
    return {
      headline: article.headline.text,
      kicker:
        article.state === 'retracted' ? c.get('t')('publishing.public.article.retracted') : article.cases[0]?.title,
      language: article.language,
    };
  }).catch((error: unknown) => articleGone(c, number, error));
}
