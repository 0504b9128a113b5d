import { compareEdition } from '../../../publishing/editions/edition.ts';
import { loadDeskArticle, type DeskArticle } from '../../../publishing/articles/desk-article.ts';
import { previewArticle, type Preview } from '../../../publishing/shared-drafts/load-shared-draft.ts';
import { forPage } from '../../../documents/agreement/compare-cited.ts';
import { AppError } from '../../../platform/errors.ts';
import { previewPublication } from '../../../record/publication/preview.ts';
import type { Pages } from '../../kit/context.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { PreviewNotice, publicationPage } from '../../record/publication/publication-page.tsx';
import { showPreview } from './public/article.tsx';

const words = {
  title: 'publishing.articles.claims.title',
  lead: 'publishing.articles.claims.lead',
  propose: 'publishing.articles.claims.propose',
};

/** The refs of an article's claims that are desk only. */
export const deskClaimsOf = ({ claims }: DeskArticle): string[] => [
  ...new Set([...claims.values()].flatMap(({ claim }) => (claim.visibility === 'desk' ? [claim.ref] : []))),
];

/** How many of the article's claims are desk only, with a link to the page that publishes them. */
export function DeskClaims({ article, main }: { article: DeskArticle; main?: boolean }) {
  const { t } = useView();
  const count = deskClaimsOf(article).length;
  if (count === 0) return null;
  return (
    <Notice kind="warning" title={t('publishing.articles.claims.desk', { count })}>
      <p>
        <a
          class={main ? 'button main' : 'button small'}
          href={routes.desk.publishArticleClaims({ number: article.number })}
        >
          {t('publishing.articles.claims.title')}
        </a>
      </p>
    </Notice>
  );
}

/** Publishes the claims that an article cites, with their sources and speakers. */
export const publishClaimsPages: Pages = (web) => {
  publicationPage(web, routes.desk.publishArticleClaims, async ({ c, t, db, app, run, params: { number } }) => {
    const article = await loadDeskArticle(db, number);
    const of = [...new Set([...article.claims.values()].map(({ claim }) => claim.ref))].toSorted();
    if (of.length === 0) throw new AppError('not_found');
    const home = routes.desk.article({ number });
    return {
      of,
      words,
      name: article.form.headline.text,
      crumbs: [
        { label: t('publishing.articles.title'), href: routes.desk.articles() },
        { label: t('publishing.articles.number', { number }), href: home },
      ],
      home,
      next: { href: routes.desk.publishArticle({ number }), label: t('publishing.articles.publish.title') },
      done: (set) => routes.desk.publishArticleClaims({ number }, { done: set }),
      preview: async (chosen) => {
        const input = { article: article.article };
        const prepared = await compareEdition(app.db.read, article.article, { limits: forPage });
        const preview = (await run(previewPublication, {
          ...chosen,
          read: (within) => previewArticle.write({ ...within, input, prepared, change: () => undefined }),
        })) as Preview;
        return showPreview(c, preview.article, {
          title: t('record.publication.preview_title'),
          notice: <PreviewNotice here={routes.desk.publishArticleClaims({ number })} label={words.title} />,
          photo: routes.desk.photoFile,
        });
      },
    };
  });
};
