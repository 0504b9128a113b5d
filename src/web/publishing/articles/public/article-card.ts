import { AppError } from '../../../../platform/errors.ts';
import { Queue } from '../../../../platform/queue.ts';
import { loadPublicArticle } from '../../../../publishing/public/public-article.ts';
import { namedIn } from '../../../kit/publication.ts';
import { markedTitle } from '../../../kit/invented.tsx';
import { drawCard } from '../../cards/card.ts';
import type { Ctx, Router } from '../../../kit/context.ts';
import { routes } from '../../../routes.ts';
import { articleGone } from './article-gone.tsx';

const drawing = new Queue({ running: 1, waiting: 20, busy: () => new AppError('busy', { details: { seconds: 5 } }) });

/** The picture for a shared link. It shows the headline of an edition in the publication's fonts. */
export function articleCards(web: Router): void {
  for (const pattern of routes.articleCard.patternsAs('png')) web.get(pattern, showCard);
}

async function showCard(c: Ctx): Promise<Response> {
  const { number, edition } = routes.articleCard.read(c.req.param());
  // The page cache stores a picture under its address with the query. Without this redirect, each new query would draw
  // the same picture again.
  if (new URL(c.req.url).search) return c.redirect(c.req.path, 301);
  try {
    const article = await loadPublicArticle(c.get('deps').app.db.read, number, edition);
    const paper = c.get('deps').paper();
    const kicker =
      article.state === 'retracted' ? c.get('t')('publishing.public.article.retracted') : article.cases[0]?.title;
    const card = {
      headline: markedTitle(c.get('t'), paper, c.req.path, article.headline.text),
      name: namedIn(paper, article.language).name,
      kicker,
      accent: paper.accent.light,
    };
    const bytes = await drawing.share(JSON.stringify(card), () => drawCard(card));
    return c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/png' });
  } catch (error) {
    return articleGone(c, number, error);
  }
}
