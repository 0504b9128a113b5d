import type { LinkRound } from '../../documents/links/load-tries.ts';
import { askToTryLinks } from '../../documents/links/try-links.ts';
import { run } from '../../platform/operation.ts';
import { ActButton } from '../kit/components/desk.tsx';
import type { Pages } from '../kit/context.ts';
import { handleAct } from '../kit/forms/handle.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { atDesk } from '../kit/desk/who.ts';
import { momentWords } from '../record/history/when.tsx';

/** When an article's links were last tried, and the button that has them tried. What came of it stands among the checks. */
export function LinksTried({ number, round }: { number: number; round: LinkRound | null }) {
  const { t } = useView();
  return (
    <div class="actions try-links">
      <ActButton action={routes.desk.tryLinks({ number })} label={t('publishing.articles.links.try')} />
      <p class="hint">
        {round === null
          ? t('publishing.articles.links.never')
          : t(round.pending ? 'publishing.articles.links.pending' : 'publishing.articles.links.tried', {
              at: momentWords(t, round.doneAt ?? round.askedAt),
            })}
      </p>
    </div>
  );
}

export const linkPages: Pages = (web) => {
  web.post(routes.desk.tryLinks.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    const { number } = routes.desk.tryLinks.read(c.req.param());
    return handleAct(c, async () => {
      await run(app, askToTryLinks, principal, { article: `article/${number}` });
      return routes.desk.article({ number });
    });
  });
};
