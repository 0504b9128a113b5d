import type { Child } from 'hono/jsx';
import { blockLabel, type BlockType } from '../../../documents/model/form.ts';
import { embedKinds, sentenceKinds, sentenceKindLabel } from '../../../documents/model/schema.ts';
import { loadArticlePhotos } from '../../../documents/photos/load-photos.ts';
import { embedsOf, photosOf } from '../../../documents/model/sentences.ts';
import { saveDocument } from '../../../documents/save-document.ts';
import { isEditor } from '../../../accounts/tables.ts';
import { discardWorkingCopy } from '../../../documents/working/save-working-copy.ts';
import { loadWorkingCopy } from '../../../documents/working/load-copy.ts';
import { run } from '../../../platform/operation.ts';
import { loadHead } from '../../../publishing/articles/desk-article.ts';
import { compareWriting } from '../../../publishing/articles/writing.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Notice, PageSection } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { handleAction } from '../../kit/forms/handle.ts';
import { DateControl } from '../../kit/forms/date-control.tsx';
import { pickTexts } from '../../kit/forms/pick.ts';
import { loadLists } from '../../kit/forms/pick-lists.tsx';
import { listOfEmbed } from '../embed-ref.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, requirePermission } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { Changes } from '../../publishing/articles/changes.tsx';
import { languageOptions } from '../form.ts';
import { photoCardOf } from './answers.ts';
import { CaseFields, loadPlace, PlaceFields, type ArticlePlacement } from './place.tsx';
import { loadReviewInEditor, ReviewPanel, type ReviewInEditor } from './review-panel.tsx';
import { drawEmbeds, embedStyles } from './draw-embeds.tsx';
import { maxFileBytes } from './photos.ts';
import type { Start } from './wire.ts';
import { writeWords } from './words.ts';

const blockKinds: readonly { value: string; type: BlockType | 'standfirst' }[] = [
  { value: 'paragraph', type: 'paragraph' },
  { value: 'heading', type: 'heading' },
  { value: 'quotation', type: 'quotation' },
  { value: 'bullets', type: 'bullet' },
  { value: 'numbers', type: 'number' },
  { value: 'background', type: 'background' },
  { value: 'standfirst', type: 'standfirst' },
];

/** The pages of the editor, and the page that compares unsaved changes with a revision that someone else has saved. */
export const writePages: Pages = (web) => {
  web.get(routes.desk.writeArticle.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    requirePermission(desk, saveDocument);
    const db = desk.app.db.read;
    const head = await loadHead(db, Number(routes.desk.writeArticle.read(c.req.param()).number));
    const copy = await loadWorkingCopy(db, head.id, desk.principal.accountId ?? 0);
    const doc = copy?.doc ?? head.doc;
    const params = { number: head.number };
    const embeds = embedsOf(doc);
    const review = await loadReviewInEditor(desk, head);
    const start: Start = {
      doc: doc.toJSON(),
      about: copy
        ? { byline: copy.byline, language: copy.language, cases: copy.cases }
        : { byline: head.form.byline, language: head.form.language, cases: head.form.cases },
      revision: copy?.revision ?? head.revision,
      version: copy?.version ?? head.version,
      unsaved: copy !== null,
      mayOverride: isEditor(desk.principal),
      letter: review.letter !== null,
      urls: {
        keep: routes.desk.keepArticle(params),
        save: routes.desk.saveArticle(params),
        drop: routes.desk.dropCopy(params),
        claims: routes.desk.citeClaims(),
        words: routes.desk.pastedWords(params),
        embed: routes.desk.embedInArticle(params),
        links: routes.desk.checkLinks(params),
        review: routes.desk.reviewInEditor(params),
        photo: routes.desk.uploadPhoto(params),
        photos: routes.desk.photosToShow(),
        actors: routes.desk.actorsNamed(),
        cases: routes.desk.casesNamed(),
        compare: routes.desk.compareUnsaved(params),
        article: routes.desk.article(params),
      },
      token: desk.session.csrf,
      drawn: await drawEmbeds(c, embeds, copy?.language ?? head.form.language),
      photos: Object.fromEntries(
        [...(await loadArticlePhotos(db, photosOf(doc)))].map(([ref, photo]) => [ref, photoCardOf(t, photo.desk)]),
      ),
      largest: maxFileBytes,
      words: {
        ...writeWords(t),
        ...Object.fromEntries(sentenceKinds.map((kind) => [`kind.${kind}`, t(sentenceKindLabel(kind))])),
        ...Object.fromEntries(embedKinds.map((kind) => [`embed.${kind}`, `${t(blockLabel(kind))}:`])),
      },
    };
    return page(
      c,
      <WritePage
        title={head.form.headline.text}
        start={start}
        number={head.number}
        place={await loadPlace(db, head.id, desk)}
        review={review}
        cases={await pickTexts(db, start.about.cases)}
        lists={await loadLists(db, ['case', 'source', 'letter', 'provision'])}
      >
        {copy ? (
          <Notice kind={head.version > copy.version ? 'warning' : 'info'} title={t('documents.write.copy.title')}>
            <p>
              {t('documents.write.copy.from')} <When at={copy.keptAt} />.{' '}
              {head.version > copy.version ? t('documents.write.copy.newer', { name: head.by ?? '' }) : ''}{' '}
              {head.version > copy.version ? (
                <a href={routes.desk.compareUnsaved(params)}>{t('documents.write.words.other.compare')}</a>
              ) : null}{' '}
              <button class="button small" type="button" id="ed-drop">
                {t('documents.write.copy.drop')}
              </button>
            </p>
          </Notice>
        ) : null}
      </WritePage>,
    );
  });

  web.on(['GET', 'POST'], routes.desk.compareUnsaved.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    requirePermission(desk, saveDocument);
    const db = desk.app.db.read;
    const head = await loadHead(db, Number(routes.desk.compareUnsaved.read(c.req.param()).number));
    const params = { number: head.number };
    const article = `article/${head.number}`;
    const copy = await loadWorkingCopy(db, head.id, desk.principal.accountId ?? 0);
    if (c.req.method === 'POST')
      return handleAction(c, async ({ intent, version }) => {
        if (intent === 'theirs' || !copy) await run(desk.app, discardWorkingCopy, desk.principal, { article });
        else
          await run(desk.app, saveDocument, desk.principal, {
            doc: copy.doc.toJSON(),
            byline: copy.byline,
            language: copy.language,
            cases: copy.cases,
            article,
            version: version ?? '',
            why: t('documents.write.compare.why'),
          });
        return routes.desk.writeArticle(params);
      });
    return page(
      c,
      <DeskPage
        title={t('documents.write.compare.title')}
        wide
        crumbs={[
          { label: t('publishing.articles.title'), href: routes.desk.articles() },
          { label: t('publishing.articles.number', params), href: routes.desk.article(params) },
          { label: t('documents.write.compare.title') },
        ]}
      >
        {copy ? (
          <>
            <p>{t('documents.write.compare.lead', { name: head.by ?? '' })}</p>
            <Changes
              changes={await compareWriting(db, head.id, copy.doc)}
              before={t('publishing.articles.conflict.theirs')}
              after={t('publishing.articles.conflict.yours')}
            />
            <p class="buttons">
              <a class="button main" href={routes.desk.writeArticle(params)}>
                {t('documents.write.compare.on')}
              </a>{' '}
              <ActButton
                action={routes.desk.compareUnsaved(params)}
                label={t('documents.write.compare.mine')}
                intent="mine"
                version={String(head.version)}
              />{' '}
              <ActButton
                action={routes.desk.compareUnsaved(params)}
                label={t('documents.write.compare.take_theirs')}
                intent="theirs"
              />
            </p>
          </>
        ) : (
          <Empty
            title={t('documents.write.compare.none')}
            action={{ href: routes.desk.writeArticle(params), label: t('documents.write.open') }}
          >
            {t('documents.write.compare.none_lead')}
          </Empty>
        )}
      </DeskPage>,
    );
  });
};

function WritePage({
  title,
  start,
  number,
  place,
  review,
  cases,
  lists,
  children,
}: {
  title: string;
  start: Start;
  number: number;
  place: ArticlePlacement;
  review: ReviewInEditor;
  /** The texts of the article's cases, by ref. */ cases: ReadonlyMap<string, string>;
  /** The suggestions for cases and for items to embed. */ lists: Child;
  children?: Child;
}) {
  const { t, asset, hasAsset, paper } = useView();
  const { about } = start;
  return (
    <DeskPage
      title={title}
      wide
      bare
      scripts={['editor.js']}
      styles={embedStyles}
      crumbs={[
        { label: t('publishing.articles.title'), href: routes.desk.articles() },
        { label: t('publishing.articles.number', { number }), href: routes.desk.article({ number }) },
        { label: t('documents.write.title') },
      ]}
    >
      {hasAsset('editor.css') ? <link rel="stylesheet" href={asset('editor.css')} /> : null}
      <noscript>
        <Notice kind="warning" title={t('documents.write.no_script')}>
          <p>
            <a href={routes.desk.editArticle({ number })}>{t('documents.write.plain')}</a>
          </p>
        </Notice>
      </noscript>
      <div id="editor" class="ed" data-start={JSON.stringify(start)}>
        <div class="ed-bar" role="toolbar" aria-label={t('documents.write.bar')} data-scripted hidden>
          <label class="sr" for="ed-block">
            {t('publishing.articles.block_type')}
          </label>
          <select id="ed-block">
            <option value="">{t('publishing.articles.headline')}</option>
            {blockKinds.map(({ value, type }) => (
              <option value={value}>
                {type === 'standfirst' ? t('publishing.articles.standfirst') : t(blockLabel(type))}
              </option>
            ))}
            <option value="photo" disabled>
              {t('documents.write.words.photo.caption')}
            </option>
          </select>
          {(['cite', 'bold', 'italic', 'link', 'photo', 'embed', 'undo', 'redo', 'keys'] as const).map((name) => (
            <button type="button" class={`button small${name === 'keys' ? ' with-keyboard' : ''}`} id={`ed-${name}`}>
              {t(`documents.write.do.${name}`)}
            </button>
          ))}
          <p class="ed-state" id="ed-state" role="status"></p>
          <button type="button" class="button small main" id="ed-save">
            {t('documents.write.do.save')}
          </button>
        </div>
        <div class="ed-notices">
          {children}
          <div id="ed-others" class="notice warning" role="status" hidden></div>
        </div>
        <div id="ed-page" class="ed-page"></div>
        <div class="ed-side" data-scripted hidden tabindex={0} role="region" aria-label={t('documents.write.side')}>
          <section id="ed-held" role="status" hidden></section>
          <PageSection id="ed-sentence-title" title={t('documents.write.sentence')}>
            <div id="ed-sentence"></div>
          </PageSection>
          <PageSection id="ed-list-title" title={t('documents.write.list')}>
            <p id="ed-count" role="status"></p>
            <p id="ed-parts"></p>
            <p id="ed-compared"></p>
            <p class="hint">{t('documents.compared.limits')}</p>
            <p>
              <button type="button" class="button small" id="ed-previous">
                {t('documents.write.do.previous')}
              </button>{' '}
              <button type="button" class="button small" id="ed-next">
                {t('documents.write.do.next')}
              </button>
            </p>
            <ol id="ed-list" class="ed-list"></ol>
            <p>
              <button type="button" class="button small" id="ed-links">
                {t('publishing.articles.links.try')}
              </button>{' '}
              <span id="ed-links-told" role="status" class="hint"></span>
            </p>
          </PageSection>
          <PageSection id="ed-review-title" title={t('documents.write.review.title')}>
            <p id="ed-review-told" role="status"></p>
            <div id="ed-review" class="ed-review">
              <ReviewPanel shown={review} />
            </div>
          </PageSection>
          <p>
            <a class="button small" href={routes.desk.articleAdvice({ number })}>
              {t('law.advice.get')}
            </a>
          </p>
          <section>
            <details>
              <summary>{t('documents.write.about')}</summary>
              <form id="ed-about">
                <label class="ed-field">
                  <span>{t('publishing.articles.byline_kind')}</span>
                  <select name="kind">
                    <option value="by" selected={about.byline.kind === 'by'}>
                      {t('publishing.articles.by')}
                    </option>
                    <option value="compiled-by" selected={about.byline.kind === 'compiled-by'}>
                      {t('publishing.articles.compiled_by')}
                    </option>
                  </select>
                </label>
                <label class="ed-field">
                  <span>{t('publishing.articles.byline_names')}</span>
                  <textarea name="names" rows={2}>
                    {about.byline.names.join('\n')}
                  </textarea>
                </label>
                <label class="ed-field">
                  <span>{t('publishing.articles.language')}</span>
                  <select name="language">
                    {languageOptions(t, paper, about.language).map(({ value, text }) => (
                      <option value={value} selected={value === about.language}>
                        {text}
                      </option>
                    ))}
                  </select>
                </label>
                <CaseFields texts={about.cases.map((ref) => cases.get(ref) ?? ref)} />
                <label class="ed-field">
                  <span>{t('publishing.articles.why')}</span>
                  <input type="text" id="ed-why" maxlength={500} />
                </label>
              </form>
              <PlaceFields place={place} address={routes.desk.placeInEditor({ number })} />
              <p>
                <a href={routes.desk.editArticle({ number })}>{t('documents.write.plain')}</a>
              </p>
            </details>
          </section>
        </div>
      </div>
      <Dialogs />
      {lists}
    </DeskPage>
  );
}

function Dialogs() {
  const { t, today } = useView();
  const close = (
    <button type="button" class="button small" data-close>
      {t('documents.write.do.close')}
    </button>
  );
  return (
    <>
      <dialog id="cite" class="ed-dialog" aria-labelledby="cite-title">
        <h2 id="cite-title">{t('documents.write.cite.title')}</h2>
        <label for="cite-find">{t('documents.write.cite.find')}</label>
        <input
          id="cite-find"
          type="search"
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded="false"
          aria-controls="cite-list"
        />
        <p id="cite-told" role="status" class="hint"></p>
        <ul id="cite-list" class="ed-options" role="listbox" aria-label={t('documents.write.cite.title')} hidden></ul>
        <p class="hint">{t('documents.write.cite.keys')}</p>
        {close}
      </dialog>
      <dialog id="link" class="ed-dialog" aria-labelledby="link-title">
        <form id="link-form">
          <h2 id="link-title">{t('documents.write.link.title')}</h2>
          <label for="link-href">{t('documents.write.link.href')}</label>
          <input id="link-href" type="text" inputmode="url" autocomplete="off" aria-describedby="link-wrong" />
          <p id="link-wrong" role="alert" class="ed-asks"></p>
          <button class="button small main" type="submit">
            {t('documents.write.link.set')}
          </button>{' '}
          {close}
        </form>
      </dialog>
      <dialog id="embed" class="ed-dialog" aria-labelledby="embed-title">
        <form id="embed-form">
          <h2 id="embed-title">{t('documents.write.embed.title')}</h2>
          <label class="ed-field">
            <span>{t('documents.write.embed.what')}</span>
            <select name="kind">
              {embedKinds.map((kind) => (
                <option value={kind} data-list={listOfEmbed(kind)}>
                  {t(blockLabel(kind))}
                </option>
              ))}
            </select>
          </label>
          <label class="ed-field">
            <span>{t('publishing.articles.embed')}</span>
            <input
              name="ref"
              type="text"
              autocomplete="off"
              spellcheck={false}
              list={listOfEmbed(embedKinds[0])}
              aria-describedby="embed-wrong"
            />
          </label>
          <div class="ed-field" data-only="provision" hidden>
            <label for="embed-on">{t('publishing.articles.embed_on')}</label>
            <DateControl
              id="embed-on"
              name="on"
              value=""
              options={{ from: today, wholeDay: true }}
              label={t('publishing.articles.embed_on')}
            />
          </div>
          <p class="hint">{t('publishing.articles.embed_hint')}</p>
          <p id="embed-wrong" role="alert" class="ed-asks"></p>
          <button class="button small main" type="submit">
            {t('documents.write.embed.set')}
          </button>{' '}
          {close}
        </form>
      </dialog>
      <dialog id="photo" class="ed-dialog" aria-labelledby="photo-title">
        <h2 id="photo-title">{t('documents.write.photo.title')}</h2>
        <label class="ed-field">
          <span>{t('documents.write.photo.file')}</span>
          <input id="photo-file" type="file" multiple accept="image/*,.heic,.heif,.avif,.tif,.tiff" />
        </label>
        <p class="hint">{t('documents.write.photo.file_hint')}</p>
        <label class="ed-field">
          <span>{t('documents.write.photo.find')}</span>
          <input id="photo-find" type="search" autocomplete="off" />
        </label>
        <p id="photo-told" role="status" class="hint"></p>
        <ul id="photo-list" class="ed-photos"></ul>
        {close}
      </dialog>
      <dialog id="keys" class="ed-dialog" aria-labelledby="keys-title">
        <h2 id="keys-title">{t('documents.write.keys.title')}</h2>
        <dl class="keys">
          {(
            [
              'cite',
              'bold',
              'italic',
              'link',
              'save',
              'next',
              'panel',
              'break',
              'enter',
              'join',
              'undo',
              'begin',
              'help',
            ] as const
          ).map((name) => (
            <div>
              <dt>
                <kbd>{t(`documents.write.keys.${name}_key`)}</kbd>
              </dt>
              <dd>{t(`documents.write.keys.${name}`)}</dd>
            </div>
          ))}
        </dl>
        {close}
      </dialog>
    </>
  );
}
