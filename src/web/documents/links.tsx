import type { LinkRound } from '../../documents/links/load-tries.ts';
import { askToTryLinks } from '../../documents/links/try-links.ts';
import { ActButton } from '../kit/components/desk.tsx';
import type { Pages } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { momentWords } from '../record/history/when.tsx';
import { buttonRoute } from '../kit/pages/form-page.tsx';

/**
 * Shows when an article's links were last checked, with a button to check them now. Their problems are listed among the
 * checks.
 */
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
  buttonRoute(web, routes.desk.tryLinks, {
    act: ({ run, params: { number } }) => run(askToTryLinks, { article: `article/${number}` }),
    home: ({ params }) => routes.desk.article(params),
  });
};
