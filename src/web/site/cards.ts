import { AppError } from '../../platform/errors.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { lookUpAddress, whileShown } from '../../record/views/address.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { loadClaim } from '../../record/views/claim.ts';
import { termLabel } from '../../record/vocabulary/terms.ts';
import type { Ctx, Router } from '../kit/context.ts';
import { namedIn } from '../kit/publication.ts';
import { answerCard } from '../publishing/cards/answer-card.ts';
import { shortened } from '../record/components/record-heads.ts';
import { firstSayer } from '../record/components/said.tsx';
import { routes } from '../routes.ts';

/** The line above the title in the picture of an item, by the item's kind. */
const kickers: Readonly<Record<string, (t: Translate, brief: Brief) => string>> = {
  case: (t, { number }) => t('record.public.case.kicker', { number }),
  actor: (t, { sort }) => (sort ? t(termLabel('actor-kind', sort)) : ''),
  source: (t, { sort }) => t('record.public.source.kicker', { kind: sort ? t(termLabel('source-kind', sort)) : '' }),
  law: (t, { number }) => t('law.kicker', { number }),
  letter: (t, { number }) => t('letters.kicker', { number }),
};
type Kind = 'case' | 'actor' | 'source' | 'law' | 'letter' | 'claim';
const isDrawn = (kind: string): kind is Kind => kind === 'claim' || Object.hasOwn(kickers, kind);

/** The pictures for shared links to items of the record and to all other pages. */
export function cards(web: Router): void {
  for (const pattern of routes.siteCard.patternsAs('png'))
    web.get(pattern, (c) => {
      const { name, motto } = namedIn(c.get('deps').paper(), c.get('t').locale);
      return answerCard(c, () => ({ headline: motto ?? name }));
    });
  for (const pattern of routes.recordCard.patternsAs('png')) web.get(pattern, (c) => answerCard(c, () => textsOf(c)));
}

async function textsOf(c: Ctx): Promise<{ headline: string; kicker: string; at: string }> {
  const { kind, number } = routes.recordCard.read(c.req.param());
  if (!isDrawn(kind)) throw new AppError('not_found');
  const db = c.get('deps').app.db.read;
  const t = c.get('t');
  const at = `/${kind}s/${number}`;
  const found = await lookUpAddress(db, kind, number, 'public');
  if (found.is !== 'here') throw new AppError(found.is === 'nothing' || found.is === 'moved' ? 'not_found' : 'gone');
  return whileShown(db, found.thing, 'public', async () => {
    if (kind === 'claim') {
      const view = await loadClaim(db, found.thing, 'public');
      return (
        view && { headline: shortened(view.claim.ours ?? view.claim.wording), kicker: firstSayer(t, view.claim), at }
      );
    }
    const brief = (await loadBriefs(db, [found.thing.id], 'public')).get(found.thing.id);
    return brief && !brief.hidden ? { headline: shortened(brief.title), kicker: kickers[kind]!(t, brief), at } : null;
  });
}
