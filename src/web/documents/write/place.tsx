import type { Reader } from '../../../platform/database/tx.ts';
import { run } from '../../../platform/operation.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { inWords } from '../../kit/publication.ts';
import { listTags, loadTags } from '../../../publishing/tags/queries.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { useView } from '../../kit/view.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { namesIn } from '../../publishing/articles/tags.tsx';

/**
 * An article's section and tags. They are not part of the text, so a change to them is saved at once, without a
 * revision.
 */
export type ArticlePlacement = { section: string | null; maySection: boolean; tags: string[]; known: string[] };

export async function loadPlace(db: Reader, documentId: number, desk: Desk): Promise<ArticlePlacement> {
  const row = await db
    .selectFrom('article_section')
    .select('section')
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  const [tags, known] = await Promise.all([loadTags(db, [documentId]), listTags(db)]);
  return {
    section: row?.section ?? null,
    maySection: desk.may(placeArticles),
    tags: (tags.get(documentId) ?? []).map((tag) => tag.name),
    known: known.map((tag) => tag.name),
  };
}

/** Changes an article's section, its tags, or both. An undefined value is not changed. */
export async function changePlace(
  { app, principal }: Desk,
  article: string,
  { section, tags }: { section?: string | undefined; tags?: string | undefined },
): Promise<void> {
  if (tags !== undefined) await run(app, tagArticles, principal, { articles: [{ article, tags: namesIn(tags) }] });
  if (section !== undefined)
    await run(app, placeArticles, principal, { articles: [{ article, section: section || null }] });
}

export function PlaceFields({ place, address }: { place: ArticlePlacement; address: string }) {
  const { t, paper } = useView();
  return (
    <form id="ed-place" data-address={address}>
      {place.maySection && paper.sections.length ? (
        <label class="ed-field">
          <span>{t('publishing.publication.article.section')}</span>
          <select name="section">
            <option value="">{t('publishing.publication.article.no_section')}</option>
            {paper.sections.map((one) => (
              <option value={one.key} selected={one.key === place.section}>
                {inWords(one.names, t.locale, paper)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <label class="ed-field">
        <span>{t('publishing.acts.tags')}</span>
        <input
          type="text"
          name="tags"
          value={place.tags.join(', ')}
          list="tags-known"
          aria-describedby="ed-place-told"
        />
      </label>
      <datalist id="tags-known">
        {place.known.map((name) => (
          <option value={name}></option>
        ))}
      </datalist>
      <p id="ed-place-told" class="hint" role="status">
        {t('documents.write.place.hint')}
      </p>
    </form>
  );
}

/**
 * One field for each case that an article is about, and an empty field for one more (islands/editor/case-fields.ts).
 */
export function CaseFields({ texts }: { texts: readonly string[] }) {
  const { t } = useView();
  return (
    <fieldset class="ed-field" id="ed-cases">
      <legend>{t('publishing.articles.cases')}</legend>
      <span class="hint" id="ed-cases-hint">
        {t('publishing.articles.begin.cases_hint')}
      </span>
      {[...texts, ''].map((text) => (
        <input
          type="text"
          name="case"
          value={text}
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded="false"
          aria-controls="ed-cases-list"
          spellcheck={false}
          aria-label={t('record.desk.kind.case')}
          aria-describedby="ed-cases-hint ed-cases-wrong"
        />
      ))}
      <ul id="ed-cases-list" class="ed-options" role="listbox" aria-label={t('publishing.articles.cases')} hidden></ul>
      <span id="ed-cases-wrong" role="alert" class="ed-asks"></span>
    </fieldset>
  );
}
