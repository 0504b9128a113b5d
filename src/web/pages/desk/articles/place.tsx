import { run } from '../../../../platform/operation.ts';
import { placeArticles } from '../../../../publishing/publication/place-articles.ts';
import { inWords } from '../../../../publishing/publication/publication.ts';
import type { Pages } from '../../../context.ts';
import { handleAct } from '../../../forms/handle.ts';
import { routes } from '../../../routes.ts';
import { useView } from '../../../view.tsx';
import { atDesk } from '../accounts/who.ts';

/** The section of the paper that an article stands in; nothing where the paper has none. */
export function SectionForm({ number, section }: { number: number; section: string | null }) {
  const { t, token, paper } = useView();
  if (!paper.sections.length) return null;
  return (
    <form class="form inline" method="post" action={routes.desk.placeArticle({ number })}>
      {token ? <input type="hidden" name="_token" value={token} /> : null}
      <div class="field">
        <label for="section">{t('publication.article.section')}</label>
        <select id="section" name="section">
          <option value="">{t('publication.article.no_section')}</option>
          {paper.sections.map((one) => (
            <option value={one.key} selected={one.key === section}>
              {inWords(one.names, t.locale, paper)}
            </option>
          ))}
        </select>
      </div>
      <button class="button small" type="submit">
        {t('publication.article.place')}
      </button>
    </form>
  );
}

/** Puts an article into a section. */
export const placePages: Pages = (app) => {
  app.post(routes.desk.placeArticle.pattern, async (c) => {
    const { house, principal } = await atDesk(c);
    const { number } = routes.desk.placeArticle.read(c.req.param());
    return handleAct(c, async ({ values }) => {
      const section = typeof values['section'] === 'string' && values['section'] ? values['section'] : null;
      await run(house, placeArticles, principal, { articles: [{ article: `article/${number}`, section }] });
      return routes.desk.article({ number });
    });
  });
};
