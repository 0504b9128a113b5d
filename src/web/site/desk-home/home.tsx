import { createField } from '../../../record/fields/change-field.ts';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { listDrafts, type DraftLine } from '../../../work/drafts.ts';
import { dayIn } from '../../../record/values/local-time.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { loadNews } from '../../../publishing/news/load-news.ts';
import { createSupportMessages } from '../../../publishing/support-messages/create-messages.ts';
import { changePublication } from '../../../publishing/publication/change-publication.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { askForMirror } from '../mirror/desk-mirror.ts';
import { lettersToDecide } from '../../../letters/views/open.ts';
import { countQueue } from '../../../publishing/comments/queue.ts';
import { countOpenFindings } from '../../../evidence/watch/views.ts';
import { NewsWaiting } from '../../publishing/articles/news.tsx';
import { WaitingComments } from '../../publishing/comments/queue.tsx';
import { WaitingSignatures } from '../../letters/desk/sign-on.tsx';
import { compareWaiting } from '../../record/duplicates/waiting.tsx';
import { createRecoveryKey } from '../../../record/protection/recovery/create-recovery-key.ts';
import { RecoveryNotice, recoveryDuties } from '../../record/recovery.tsx';
import { readBackupState } from '../../../platform/backup/last-backup.ts';
import { BackupNotice } from '../backups/notice.tsx';
import { exampleFailure } from '../../../exchange/example/setting.ts';
import { removeExample } from '../../../exchange/example/remove.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { When } from '../../record/history/when.tsx';
import { ChangeLine } from '../../record/history/lines.tsx';
import { loadRecentWrites } from '../../record/history/queries.ts';
import { originsWaiting } from '../../evidence/republished/parts.tsx';
import { briefTitle, deskPage } from '../../record/desk/links.ts';
import { countWaiting, WaitingRequests } from '../../requests/waiting.tsx';
import { WaitingFindings } from '../../evidence/watch/card.tsx';
import { acceptTime } from '../../../platform/clock/note-time.ts';
import { BrowserNotice, browserInUse } from './browser-notice.tsx';
import { ClockNotice, heldByClock } from './clock-notice.tsx';
import { ComingSection, loadComing } from './coming.tsx';
import { firstStepsToShow } from './first-steps.ts';
import { FirstSteps } from './first-steps-page.tsx';
import { loadAttention, type Waiting } from './queries.ts';
import { loadOwn, OwnWork } from '../../work/own.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { Section } from '../../record/show/parts.tsx';

function Line({ brief }: { brief: Brief }) {
  const { t } = useView();
  return (
    <li>
      <a href={deskPage(brief)!}>{briefTitle(t, brief)}</a>{' '}
      {brief.visibility === 'desk' ? null : <VisibilityBadge visibility={brief.visibility} />}
    </li>
  );
}

function WaitingList({
  id,
  title,
  waiting,
  all,
}: {
  id: string;
  title: string;
  waiting: Waiting;
  all: { href: string; label: string };
}) {
  if (!waiting.count) return null;
  return (
    <Section id={id} title={title}>
      <ul class="list">
        {waiting.newest.map((brief) => (
          <Line brief={brief} />
        ))}
      </ul>
      <p>
        <a href={all.href}>{all.label}</a>
      </p>
    </Section>
  );
}

const Buttons = ({ links }: { links: readonly (readonly [href: string, label: string])[] }) => (
  <p class="actions">
    {links.map(([href, label]) => (
      <a class="button small" href={href}>
        {label}
      </a>
    ))}
  </p>
);

function Starts({ empty }: { empty: boolean }) {
  const { t } = useView();
  const links: [string, string][] = [
    [routes.desk.newCase(), t('record.desk.case.new')],
    [routes.desk.newClaim(), t('record.desk.claim.new')],
    [routes.desk.newActor(), t('record.desk.actor.new')],
    [routes.desk.newSource(), t('record.desk.source.new')],
    [routes.desk.newArticle(), t('site.desk.home.new_article')],
    [routes.desk.imports(), t('exchange.imports.start')],
  ];
  return (
    <section class="panel start" aria-labelledby="start">
      <h2 id="start">{t(empty ? 'site.desk.home.begin' : 'site.desk.home.start')}</h2>
      <p>{t('site.desk.home.start_lead')}</p>
      <p>
        <a class="button main" href={routes.desk.newFromPage()}>
          {t('kit.desk_nav.new')}
        </a>
      </p>
      <Buttons links={links} />
    </section>
  );
}

/** Links to the settings that the person may change, such as pages, tags, support messages and the mirror. */
function SettingsLinks({ links }: { links: readonly (readonly [href: string, label: string])[] }) {
  const { t } = useView();
  if (links.length === 0) return null;
  return (
    <Section id="paper" title={t('kit.desk_nav.publication')}>
      <Buttons links={links} />
    </Section>
  );
}

export function SearchForm({ q }: { q?: string }) {
  const { t } = useView();
  return (
    <form class="search" method="get" action={routes.desk.search()} role="search">
      <label class="sr" for="desk-q">
        {t('search.desk.search.label')}
      </label>
      <input
        id="desk-q"
        type="search"
        name="q"
        value={q}
        autocomplete="off"
        placeholder={t('search.desk.search.label')}
      />
      <button class="button" type="submit">
        {t('search.desk.search.title')}
      </button>
    </form>
  );
}

/** Pages that someone has added, but that no one works on or is responsible for. */
function FreeDrafts({ drafts, count }: { drafts: readonly DraftLine[]; count: number }) {
  const { t } = useView();
  if (!count) return null;
  return (
    <Section id="drafts" title={t('site.desk.home.free', { count })}>
      <ul class="list">
        {drafts.map((draft) => (
          <li>
            <a href={routes.desk.draft({ id: String(draft.id) })}>{draft.title}</a>{' '}
            <span class="muted">
              {draft.addedBy ? `${t('drafting.list.added', { name: draft.addedBy })} · ` : ''}
              <When at={draft.addedAt} />
            </span>
          </li>
        ))}
      </ul>
      <p>
        <a href={routes.desk.drafts({ state: 'free' })}>{t('site.desk.home.drafts_all', { count })}</a>
      </p>
    </Section>
  );
}

/** The first page of the desk: what needs a decision, what has changed, and the form to add a page. */
export const homePages: Pages = (web) => {
  detailPage(web, routes.desk.home, async ({ c, t, app, db, principal, may }) => {
    const attention = await loadAttention(db);
    const firstSteps = await firstStepsToShow(db, principal);
    const { timeZone } = c.get('deps').paper();
    const today = dayIn(app.now(), timeZone);
    const own = await loadOwn(db, principal);
    const dates = await loadComing(db, today, timeZone);
    const isOwn = ({ brief, case: of }: (typeof dates)[number]): boolean => own.cases.has(of?.id ?? brief.id);
    const [mine, coming] = [dates.filter(isOwn), dates.filter((one) => !isOwn(one))];
    const writes = await loadRecentWrites(db, 10);
    const account = principal.accountId!;
    const drafts = await listDrafts(db, account, { list: 'free', limit: 6 });
    const origins = await originsWaiting(db);
    const compare = await compareWaiting(db);
    const requests = await countWaiting(db, app.now().toISOString().slice(0, 10));
    const findings = await countOpenFindings(db);
    const comments = await countQueue(db, 'open');
    const signatures = await lettersToDecide(db);
    const news = await loadNews(db, { now: app.now() });
    const sampleFailed = may(removeExample) ? await exampleFailure(db) : null;
    const backups = may(createRecoveryKey) ? await readBackupState(app) : null;
    const browser = may(createRecoveryKey) ? await browserInUse(app) : undefined;
    const held = may(acceptTime) ? await heldByClock(app) : null;
    const recovery = may(createRecoveryKey) ? await recoveryDuties(db, t, app.now()) : null;
    const paper = [
      ...(may(saveArticle)
        ? ([
            [routes.desk.photos(), t('record.photos.title')],
            [routes.desk.tags(), t('publishing.acts.all_tags')],
            [routes.desk.deskTags(), t('record.tags.title_of_items')],
          ] as const)
        : []),
      ...(may(changePublication)
        ? ([
            [routes.desk.settings(), t('publishing.publication.title')],
            [routes.desk.pages(), t('publishing.publication.page.title')],
          ] as const)
        : []),
      ...(may(createField) ? ([[routes.desk.fields(), t('record.fields.title')]] as const) : []),
      ...(may(createSupportMessages)
        ? ([[routes.desk.supportMessages(), t('publishing.support_messages.title')]] as const)
        : []),
      ...(may(askForMirror)
        ? ([
            [routes.desk.mirror(), t('site.mirror.desk.title')],
            [routes.desk.mirrorBook(), t('publishing.epub.desk.title')],
          ] as const)
        : []),
    ];
    return {
      title: t('site.desk.home.title'),
      actions: <SearchForm />,
      body: (
        <>
          <OwnWork
            own={own}
            today={today}
            coming={mine.length ? <ComingSection id="own-coming" title={t('work.coming')} coming={mine} /> : null}
          />
          {held && <ClockNotice held={held} />}
          {sampleFailed ? (
            <Notice kind="warning" title={t('site.desk.home.sample_failed')}>
              <p>
                {t('site.desk.home.sample_failed_lead')} <When at={sampleFailed} />
              </p>
            </Notice>
          ) : null}
          <FirstSteps steps={firstSteps} />
          {may(saveArticle) ? <Starts empty={attention.noCases} /> : null}
          {recovery && <RecoveryNotice duties={recovery} />}
          {backups && <BackupNotice state={backups} now={app.now()} />}
          {browser !== undefined && <BrowserNotice browser={browser} />}
          <FreeDrafts drafts={drafts.slice(0, 6)} count={own.drafts.free} />
          {coming.length ? <ComingSection id="coming" title={t('site.desk.home.coming')} coming={coming} /> : null}
          <WaitingRequests waiting={requests} />
          <WaitingComments count={comments} />
          <WaitingSignatures letters={signatures} />
          <WaitingFindings count={findings} />
          <NewsWaiting news={news} />
          {origins}
          {compare}
          <div class="columns">
            <WaitingList
              id="unchecked"
              title={t('site.desk.home.unchecked', { count: attention.unchecked.count })}
              waiting={attention.unchecked}
              all={{
                href: routes.desk.claims({ state: 'draft' }),
                label: t('site.desk.home.unchecked_all', { count: attention.unchecked.count }),
              }}
            />
            <WaitingList
              id="imported"
              title={t('site.desk.home.imported', { count: attention.imported.count })}
              waiting={attention.imported}
              all={{
                href: routes.desk.claims({ state: 'imported' }),
                label: t('site.desk.home.imported_all', { count: attention.imported.count }),
              }}
            />
            <WaitingList
              id="questions"
              title={t('site.desk.home.questions', { count: attention.questions.count })}
              waiting={attention.questions}
              all={{
                href: routes.desk.questions({ state: 'open' }),
                label: t('site.desk.home.questions_all', { count: attention.questions.count }),
              }}
            />
          </div>
          <SettingsLinks links={paper} />
          <Section id="changes" title={t('site.desk.home.changes')}>
            <ol class="list changes">
              {writes.map((row) => (
                <li>
                  <ChangeLine row={row} />
                </li>
              ))}
            </ol>
            <p>
              <a href={routes.desk.history()}>{t('site.desk.home.changes_all')}</a>
            </p>
          </Section>
        </>
      ),
    };
  });
};
