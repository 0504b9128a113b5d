import type { Reader } from '../../../platform/database/tx.ts';
import { loadBriefs, loadTitles } from '../../../record/views/briefs.ts';
import type { Ctx } from '../../kit/context.ts';
import { slugify } from '../../routes.ts';

/**
 * Sets the slugs of the page in the other languages (from its title in each language), for the links to these
 * languages.
 */
export async function noteSlugs(c: Ctx, db: Reader, id: number): Promise<void> {
  const { interfaceLanguages, language: own } = c.get('deps').paper();
  const here = interfaceLanguages.find((one) => one === c.get('t').locale);
  if (!here || interfaceLanguages.length < 2) return;
  const [briefs, titles] = await Promise.all([
    loadBriefs(db, [id], 'public'),
    loadTitles(db, id, interfaceLanguages, own),
  ]);
  const brief = briefs.get(id);
  // An address without a slug, such as that of a claim, is the same in every language.
  if (!brief || !c.req.path.endsWith(`/${slugify(brief.title)}`)) return;
  c.set('slugs', new Map([...titles].map(([language, title]) => [language, slugify(title)])));
}
