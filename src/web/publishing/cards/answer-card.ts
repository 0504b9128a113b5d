import { AppError } from '../../../platform/errors.ts';
import { Queue } from '../../../platform/queue.ts';
import type { Ctx } from '../../kit/context.ts';
import { markedTitle } from '../../kit/invented.tsx';
import { namedIn } from '../../kit/publication.ts';
import { drawCard, type CardText } from './card.ts';

const drawing = new Queue({ running: 1, waiting: 20, busy: () => new AppError('busy', { details: { seconds: 5 } }) });

/**
 * The texts of a picture. `language` is that of the publication's name, and `at` is the path of the page that is
 * shared.
 */
type Texts = Pick<CardText, 'headline' | 'kicker'> & { language?: string; at?: string };

/**
 * Responds with the picture for a shared link (Open Graph).
 * @throws AppError `busy` if too many pictures are waiting to be drawn; what `load` throws
 */
export async function answerCard(c: Ctx, load: () => Promise<Texts> | Texts): Promise<Response> {
  // The page cache would store the same picture again for each new query. So an address with a query redirects to the
  // address without it.
  if (new URL(c.req.url).search) return c.redirect(c.req.path, 301);
  const { language = c.get('t').locale, at = c.req.path, headline, kicker } = await load();
  const paper = c.get('deps').paper();
  const card: CardText = {
    headline: markedTitle(c.get('t'), paper, at, headline),
    kicker,
    name: namedIn(paper, language).name,
    accent: paper.accent.light,
  };
  const bytes = await drawing.share(JSON.stringify(card), () => drawCard(card));
  return c.body(new Uint8Array(bytes), 200, { 'Content-Type': 'image/png' });
}
