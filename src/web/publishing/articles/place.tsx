import type { DeskArticle } from '../../../publishing/articles/desk-article.ts';
import { chooseSharePictures } from '../../../publishing/share/choose-share-pictures.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { inWords } from '../../kit/publication.ts';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { buttonRoute } from '../../kit/pages/form-page.tsx';

/**
 * Whether a person may run an operation that changes something beside the text of an article, such as its section. If
 * the article is public, approved or scheduled (`shown`), only editors may do so.
 */
export const mayChangeBeside = (
  desk: Desk,
  { shown }: { shown: boolean },
  operation: Parameters<Desk['may']>[0],
): boolean => desk.may(shown ? placeArticles : operation);

/** The form for the section of an article. Renders nothing if the publication has no sections. */
export function SectionForm({ number, section }: { number: number; section: string | null }) {
  const { t, token, paper } = useView();
  if (!paper.sections.length) return null;
  return (
    <form class="form inline" method="post" action={routes.desk.placeArticle({ number })}>
      {token ? <input type="hidden" name="_token" value={token} /> : null}
      <div class="field">
        <label for="section">{t('publishing.publication.article.section')}</label>
        <select id="section" name="section">
          <option value="">{t('publishing.publication.article.no_section')}</option>
          {paper.sections.map((one) => (
            <option value={one.key} selected={one.key === section}>
              {inWords(one.names, t.locale, paper)}
            </option>
          ))}
        </select>
      </div>
      <button class="button small" type="submit">
        {t('publishing.publication.article.place')}
      </button>
    </form>
  );
}

/**
 * The form for the picture in shared links: the article's headline, or one of its photos. Renders nothing if the
 * article has no photo, or if the person has no permission.
 */
export function SharePictureForm({ article, desk }: { article: DeskArticle; desk: Desk }) {
  const { t, token } = useView();
  const photos = [...article.photos].filter(([, photo]) => photo.desk.status === 'shown');
  if (!photos.length || !mayChangeBeside(desk, article, chooseSharePictures)) return null;
  return (
    <form class="form inline" method="post" action={routes.desk.sharePicture({ number: article.number })}>
      {token ? <input type="hidden" name="_token" value={token} /> : null}
      <div class="field">
        <label for="share-picture">{t('publishing.publication.article.share_picture')}</label>
        <select id="share-picture" name="photo">
          <option value="">{t('publishing.publication.article.share_drawn')}</option>
          {photos.map(([ref, { desk: photo }]) => (
            <option value={ref} selected={ref === article.sharePicture}>
              {t('record.photos.number', { number: photo.number })}: {photo.alt.slice(0, 80)}
            </option>
          ))}
        </select>
      </div>
      <button class="button small" type="submit">
        {t('publishing.publication.article.share_take')}
      </button>
    </form>
  );
}

/** Sets the section of an article, and its picture for shared links. */
export const placePages: Pages = (web) => {
  buttonRoute(web, routes.desk.sharePicture, {
    act: ({ run, params: { number }, text }) =>
      run(chooseSharePictures, { articles: [{ article: `article/${number}`, photo: text('photo') || null }] }),
    home: ({ params }) => routes.desk.article(params),
  });

  buttonRoute(web, routes.desk.placeArticle, {
    act: ({ run, params: { number }, text }) =>
      run(placeArticles, { articles: [{ article: `article/${number}`, section: text('section') || null }] }),
    home: ({ params }) => routes.desk.article(params),
  });
};
