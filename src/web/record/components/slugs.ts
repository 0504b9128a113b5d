import type { Reader } from '../../../platform/database/tx.ts';
import { withReading } from '../../../record/translations/reading.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import type { Ctx } from '../../kit/context.ts';
import { slugify } from '../../routes.ts';

/** Tells the links to this page in other languages how its address ends there: with the title in that language. */
export async function noteSlugs(c: Ctx, db: Reader, id: number): Promise<void> {
  const { interfaceLanguages, language: own } = c.get('deps').paper();
  const here = interfaceLanguages.find((one) => one === c.get('t').locale);
  if (!here || interfaceLanguages.length < 2) return;
  const slugs = new Map<string, string>();
  for (const language of [here, ...interfaceLanguages.filter((one) => one !== here)]) {
    const brief = await withReading({ language, own }, async () => (await loadBriefs(db, [id], 'public')).get(id));
    if (brief) slugs.set(language, slugify(brief.title));
    // An address without a title, such as that of a claim, is the same in every language.
    if (language === here && !c.req.path.endsWith(`/${slugs.get(here)}`)) return;
  }
  c.set('slugs', slugs);
}
