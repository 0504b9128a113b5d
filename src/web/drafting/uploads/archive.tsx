import { z } from 'zod';
import { importUpload } from '../../../drafting/uploads/import-upload.ts';
import {
  countUploadPages,
  listUploadPages,
  listUploads,
  type UploadPageView,
  type UploadView,
} from '../../../drafting/uploads/load-uploads.ts';
import { archiveLimits } from '../../../evidence/archives/limits.ts';
import { timeText } from '../../../evidence/package/report-lines.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Empty, Notice, PageSection, Pagination } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { reloadAfter } from '../../kit/desk/background.ts';
import { defineForm, type Option } from '../../kit/forms/form.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { useView } from '../../kit/view.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';
import { teamOptions, teamSchema, withTeam } from '../../record/teams/team-field.ts';
import { pageNumber, routes } from '../../routes.ts';
import { ArchiveFactsSection } from './archive-facts.tsx';
import { storedErrorWords } from '../../kit/words/stored-error.ts';

/** How many pages of the archive one page of the desk lists: as many as can be imported at a time. */
const perPage = archiveLimits.maxPagesAtOnce;
const all = 'all';

const importForm = defineForm({
  name: 'import-archive',
  schema: z.object({
    pages: z.array(z.string()).default([]),
    why: z.string().trim().max(2000, 'errors.field.text.long').optional(),
    team: teamSchema,
  }),
  fields: {
    pages: { kind: 'checkboxes', label: 'drafting.archives.choose', hint: 'drafting.archives.choose_hint' },
    why: {
      kind: 'text',
      label: 'drafting.archives.why',
      hint: 'drafting.archives.why_hint',
      optional: true,
      maxLength: 2000,
    },
  },
});

type View = {
  upload: UploadView;
  /** Whether only pages are shown that were chosen for an import. */
  chosen: boolean;
  words: string | undefined;
  at: number;
  pages: UploadPageView[];
  counts: Awaited<ReturnType<typeof countUploadPages>>;
};

const mayChoose = ({ upload: { state, facts } }: View): boolean =>
  state === 'ready' && facts?.report.verdict !== 'altered';

/** The page of one uploaded web archive. */
export const archivePage: Pages = (web) => {
  formPage(web, routes.desk.archive, {
    load: async ({ c, db, params, principal, app, query }): Promise<View> => {
      const whose = { account: principal.accountId, at: app.now() };
      const [upload] = await listUploads(db, { ...whose, id: params.number });
      if (!upload) throw new AppError('not_found');
      const chosen = query('show') === 'chosen' || upload.state === 'importing';
      const words = query('q')?.trim().slice(0, 200) || undefined;
      const at = pageNumber(new URL(c.req.url));
      const filter = { words, chosen };
      return {
        upload,
        chosen,
        words,
        at,
        pages: await listUploadPages(db, upload.id, { ...filter, limit: perPage, offset: (at - 1) * perPage }),
        counts: await countUploadPages(db, upload.id, filter),
      };
    },
    operation: importUpload,
    form: ({ c }) => withTeam(c, importForm),
    options: async ({ db, principal, t, view }) => ({
      ...(await teamOptions(db, principal, t)),
      pages: view.pages.map((page) => optionOf(t, page)),
    }),
    title: ({ view }) => view.upload.name,
    crumbs: ({ t }) => [{ label: t('drafting.archives.title'), href: routes.desk.archives() }],
    save: 'drafting.archives.import',
    more: [{ intent: all, label: 'drafting.archives.import_all' }],
    reportsResult: true,
    body: (form, { c, t, view }) => {
      const { upload } = view;
      if (c.req.method === 'GET' && (upload.state === 'checking' || upload.state === 'importing')) reloadAfter(c, 3);
      return (
        <div class="flow">
          <State view={view} />
          {upload.facts ? <ArchiveFactsSection facts={upload.facts} /> : null}
          {upload.facts ? (
            <PageSection id="pages" title={t('drafting.archives.pages')} rule>
              <Choice view={view} />
              {view.chosen || !mayChoose(view) ? (
                <Results pages={view.pages} />
              ) : view.pages.length ? (
                form
              ) : (
                <NoPages />
              )}
              <Pagination
                page={view.at}
                pages={Math.ceil(view.counts.shown / perPage)}
                href={(page) => addressOf(view, { page })}
              />
            </PageSection>
          ) : null}
          <details class="collapsed">
            <summary>{t('drafting.archives.delete_this')}</summary>
            <p class="hint">{t('drafting.archives.delete_hint')}</p>
            <ActButton
              action={routes.desk.deleteArchive({ number: upload.id })}
              label={t('drafting.archives.delete', { name: upload.name })}
            />
          </details>
        </div>
      );
    },
    paths: (path) => (path.startsWith('pages') ? 'pages' : path),
    submit: async ({ pages, why, team }, { view, run, intent, params: { number } }) => {
      const chosen = intent === all ? view.pages.map((page) => page.number) : pages.map(Number);
      await run(
        importUpload,
        { upload: number, pages: chosen, team: team === undefined ? undefined : Number(team) },
        why,
      );
      return routes.desk.archive({ number }, { show: 'chosen' });
    },
  });
};

const addressOf = ({ upload, chosen, words }: View, { page }: { page?: number } = {}): string =>
  routes.desk.archive({ number: upload.id }, { show: chosen ? 'chosen' : undefined, q: words, page });

const optionOf = (t: Translate, page: UploadPageView): Option => ({
  value: String(page.number),
  text: page.title || page.url,
  note: [
    page.title ? page.url : '',
    page.at ? timeText(page.at) : t('drafting.archives.no_time'),
    page.mediaType,
    page.state === 'listed' ? '' : t(`drafting.archives.page.${page.state}`),
  ]
    .filter(Boolean)
    .join(' · '),
});

/** What is happening with the file, or why it cannot be used. */
function State({ view: { upload, counts } }: { view: View }) {
  const { t } = useView();
  const { state, error, size, received, facts } = upload;
  if (state === 'failed' && error)
    return (
      <Notice kind="warning" title={t('drafting.archives.state.failed')}>
        <p>{storedErrorWords(t, error)}</p>
      </Notice>
    );
  if (state === 'receiving')
    return (
      <Notice kind="info" title={t('drafting.archives.state.receiving')}>
        <p>
          {t('drafting.archives.received', { sent: sizeWords(t, received), size: sizeWords(t, size) })}.{' '}
          {t('drafting.archives.continue')} <a href={routes.desk.archives()}>{t('drafting.archives.title')}</a>
        </p>
      </Notice>
    );
  if (state === 'checking') return <p role="status">{t('drafting.archives.checking')}</p>;
  return (
    <>
      {state === 'importing' ? (
        <p role="status">{t('drafting.archives.importing', { count: counts.waiting })}</p>
      ) : null}
      {error ? (
        <Notice kind="warning" title={t('drafting.archives.ended_early')}>
          <p>{storedErrorWords(t, error)}</p>
        </Notice>
      ) : null}
      {facts?.report.verdict === 'altered' ? (
        <Notice kind="warning" title={t('drafting.archives.altered_title')}>
          <p>{t('drafting.archives.altered')}</p>
        </Notice>
      ) : null}
      {upload.pagesLeft ? <p>{t('drafting.archives.pages_left', { count: upload.pagesLeft })}</p> : null}
    </>
  );
}

/** The search among the pages, and links to all pages and to those that were chosen. */
function Choice({ view }: { view: View }) {
  const { t } = useView();
  const { upload, chosen, words, counts } = view;
  const number = upload.id;
  const tab = (href: string, here: boolean, label: string) => (
    <a class="pill" href={href} aria-current={here ? 'page' : undefined}>
      {label}
    </a>
  );
  return (
    <>
      <nav class="pills tabs" aria-label={t('drafting.archives.pages')}>
        {upload.state === 'importing'
          ? null
          : tab(routes.desk.archive({ number }), !chosen, t('drafting.archives.show.all', { count: counts.all }))}
        {counts.chosen
          ? tab(
              routes.desk.archive({ number }, { show: 'chosen' }),
              chosen,
              t('drafting.archives.show.chosen', { count: counts.chosen }),
            )
          : null}
      </nav>
      {counts.all > perPage ? (
        <form class="search" action={routes.desk.archive({ number })} role="search">
          {chosen ? <input type="hidden" name="show" value="chosen" /> : null}
          <label for="archive-q">{t('drafting.archives.find')}</label>
          <input type="search" id="archive-q" name="q" value={words ?? ''} />
          <button class="button" type="submit">
            {t('kit.nav.search')}
          </button>
        </form>
      ) : null}
    </>
  );
}

const NoPages = () => <Empty title={useView().t('drafting.archives.no_pages')} />;

/** Pages with what became of them. */
function Results({ pages }: { pages: readonly UploadPageView[] }) {
  const { t } = useView();
  if (pages.length === 0) return <NoPages />;
  return (
    <ul class="list">
      {pages.map((page) => (
        <li>
          <p>{page.title || page.url}</p>
          <p class="typed muted">{optionOf(t, { ...page, state: 'listed' }).note}</p>
          {page.state === 'listed' ? null : (
            <p>
              <strong>{t(`drafting.archives.page.${page.state}`)}</strong>
              {page.error ? `: ${storedErrorWords(t, page.error)}` : null}
            </p>
          )}
          {page.capture ? (
            <p>
              <a href={routes.desk.capture({ number: page.capture.source, capture: page.capture.number })}>
                {t('drafting.archives.capture', { number: page.capture.number })}
              </a>
              {page.draft === null ? null : (
                <>
                  {' · '}
                  <a href={routes.desk.draft({ id: String(page.draft) })}>
                    {t('drafting.archives.draft', { number: page.capture.number })}
                  </a>
                </>
              )}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
