import type { Advice } from '../../../law/advice/advise.ts';
import { saveAdvice } from '../../../law/advice/saved/save-advice.ts';
import { listSavedAdvice } from '../../../law/advice/saved/open-advice.ts';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { loadAdvice } from './load-advice.ts';
import { SavedAdviceList } from './saved.tsx';
import { AdviceShown } from './shown.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';

/** Legal advice on an article. It is calculated on request and shown, but not stored. */
export const advicePages: Pages = (web) => {
  detailPage(web, routes.desk.articleAdvice, async ({ c, t, db, desk }) => {
    const number = Number(routes.desk.articleAdvice.read(c.req.param()).number);
    const { id, title, advice, unsaved } = await loadAdvice(c, desk, number);
    const kept = await listSavedAdvice(db, id);
    return {
      title: t('law.advice.title'),
      crumbs: [
        { label: t('publishing.articles.title'), href: routes.desk.articles() },
        { label: title, href: routes.desk.article({ number }) },
      ],
      styles: ['law.css'],
      actions: <Buttons desk={desk} number={number} advice={advice} />,
      body: (
        <>
          <AdviceShown advice={advice} read={unsaved ? 'unsaved' : undefined} />
          {kept.length ? <SavedAdviceList kept={kept} number={number} desk={desk} /> : null}
        </>
      ),
    };
  });
};

function Buttons({ desk, number, advice }: { desk: Desk; number: number; advice: Advice }) {
  const { t } = useView();
  return (
    <>
      <a class="button small" href={routes.desk.secretWords()}>
        {t('law.advice.words_title')}
      </a>{' '}
      {desk.may(saveAdvice) && advice.jurisdictions.length ? (
        <a class="button small" href={routes.desk.saveAdvice({ number })}>
          {t('law.advice.keep')}
        </a>
      ) : null}
    </>
  );
}
