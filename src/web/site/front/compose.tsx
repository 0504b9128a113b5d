import type { Child } from 'hono/jsx';
import { cancelFrontPage, scheduleFrontPage } from '../../../publishing/front-page/schedule.ts';
import { composeFrontPage, restoreFrontPage } from '../../../publishing/front-page/compose.ts';
import { frontPageSchema } from '../../../publishing/front-page/content.ts';
import { frontFailure } from '../../../publishing/front-page/due.ts';
import {
  chosenFor,
  contentOf,
  loadFrontPage,
  loadScheduled,
  loadVersion,
  loadVersions,
  type FrontPageVersion,
} from '../../../publishing/front-page/load.ts';
import { previewFrontPage } from '../../../publishing/front-page/preview.ts';
import { readFrontPage, type FrontView } from '../../../publishing/front-page/read.ts';
import { suggestFrontItems } from '../../../publishing/front-page/suggest.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { interfaceLanguage, messages, type Translate } from '../../../platform/messages/messages.ts';
import { withReading } from '../../../record/translations/reading.ts';
import { localTime } from '../../../record/values/local-time.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice, PageSection } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { localTimeOf } from '../../kit/forms/dates.ts';
import { pickText, pickTexts } from '../../kit/forms/pick.ts';
import { buttonRoute, changePage } from '../../kit/pages/form-page.tsx';
import { renderDocument, useView, viewOf } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { routes } from '../../routes.ts';
import { FrontPage } from './front-page.tsx';
import { contentIn, frontForm, frontValues, suggestions } from './front-form.ts';

type Desk = {
  version: number;
  live: FrontPageVersion | null;
  /** The version in the form: the live version, or the one that the address selects (`from`). */
  open: FrontPageVersion | null;
  scheduled: FrontPageVersion[];
  versions: FrontPageVersion[];
  briefs: ReadonlyMap<number, Brief>;
  names: ReadonlyMap<string, string>;
  suggested: readonly Brief[];
  zone: string;
  preview: string | null;
};

const shownVersions = 10;

async function load(c: Ctx, db: Reader, from: string | undefined): Promise<Desk> {
  const { app, paper } = c.get('deps');
  const at = app.now();
  const live = await loadFrontPage(db, at);
  const open = from && /^\d{1,9}$/.test(from) ? await loadVersion(db, Number(from), at) : live;
  if (from && !open) throw new AppError('not_found');
  const chosen = [...chosenFor(live), ...chosenFor(open)];
  return {
    version: live?.version ?? 0,
    live,
    open,
    scheduled: await loadScheduled(db, at),
    versions: await loadVersions(db, at, shownVersions),
    briefs: await loadBriefs(
      db,
      chosen.map((one) => Number(one.id)),
      'desk',
    ),
    names: await pickTexts(
      db,
      chosen.map((one) => `${one.kind}/${one.number}`),
    ),
    suggested: await suggestFrontItems(db),
    zone: paper().timeZone,
    preview: null,
  };
}

/** The page on which an editor composes the front page, with its buttons. */
export const frontPageDesk: Pages = (web) => {
  changePage(web, routes.desk.frontPage, {
    operation: composeFrontPage,
    load: ({ c, db, query }) => load(c, db, query('from')),
    form: ({ t, paper }) => frontForm(t, paper),
    title: 'publishing.front.title',
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    scripts: ['rows.js', 'order-rows.js'],
    actions: ({ t }) => (
      <a class="button small" href={routes.home()}>
        {t('publishing.front.view')}
      </a>
    ),
    lead: ({ view }) => <Lead desk={view} />,
    values: ({ view: { open, names } }) => frontValues(open ? contentOf(open) : frontPageSchema.parse({}), names),
    save: 'publishing.front.publish',
    more: [
      { intent: 'preview', label: 'publishing.front.preview' },
      { intent: 'schedule', label: 'publishing.front.schedule' },
    ],
    paths: [
      [/^to\.figure$/, 'statistic'],
      [/^to\.finding\.text$/, 'finding'],
      [/^finding\.text$/, 'finding'],
      [/^to\./, ''],
      [/^at$/, 'later.day'],
    ],
    below: ({ view }) => (
      <>
        <datalist id={suggestions}>
          {view.suggested.map((one) => (
            <option value={pickText(one)}></option>
          ))}
        </datalist>
        {view.preview === null ? null : <Preview html={view.preview} />}
        <div class="front-versions">
          <Versions desk={view} />
        </div>
      </>
    ),
    home: () => routes.desk.frontPage(),
    submit: async ({ why, ...input }, { c, run, picks, view, version, intent, again }) => {
      const paper = c.get('deps').paper();
      const { timeZone, language } = paper;
      const to = await contentIn({ ...input, why }, picks, language);
      if (intent === 'preview') {
        const reading = { language: interfaceLanguage(paper), own: language };
        const read = ({ tx, at }: { tx: Reader; at: Date }): Promise<FrontView> =>
          withReading(reading, () => readFrontPage(tx, at, timeZone));
        view.preview = asReader(c, (await run(previewFrontPage, { to, read })) as FrontView);
        return again();
      }
      const { day, time } = input.later;
      if (intent === 'schedule') {
        const at = localTimeOf(day ?? '', time ?? '');
        await run(scheduleFrontPage, { version, to, at }, why);
        return routes.desk.frontPage();
      }
      if (time)
        throw new AppError('invalid_input', {
          fields: [{ path: 'later.time', message: 'publishing.front.error.later' }],
        });
      await run(composeFrontPage, { version, to }, why);
      return routes.desk.frontPage();
    },
  });

  buttonRoute(web, routes.desk.restoreFrontPage, {
    act: ({ run, version, text }) => run(restoreFrontPage, { version, from: text('from') }),
    home: () => routes.desk.frontPage(),
  });
  buttonRoute(web, routes.desk.cancelFrontPage, {
    act: ({ run, text }) => run(cancelFrontPage, { version: text('version') }),
    home: () => routes.desk.frontPage(),
  });
};

/** The front page as readers would see it, in the publication's language and without a session. */
function asReader(c: Ctx, front: FrontView): string {
  const view = viewOf(c);
  const t = messages(interfaceLanguage(c.get('deps').paper()));
  // The preview is in a frame that runs no scripts.
  const hasAsset = (name: string): boolean => !name.endsWith('.js') && view.hasAsset(name);
  const document = renderDocument(
    { ...view, t, person: null, token: null, path: routes.home(), prefix: '', foot: () => null, hasAsset },
    <FrontPage front={front} asOf={null} />,
  );
  // Links do nothing, because the sandbox of the frame allows neither navigation nor new windows. `autofocus` is
  // removed, because the browser would log an error in such a frame.
  return document.replace('<head>', '<head><base target="_blank"/>').replaceAll(' autofocus=""', '');
}

function Preview({ html }: { html: string }) {
  const { t } = useView();
  return (
    <PageSection id="preview" title={t('publishing.front.preview_title')}>
      <p class="lead">{t('publishing.front.preview_lead')}</p>
      {(['phone', 'desk'] as const).map((width) => (
        <>
          <h3 id={`preview-${width}`}>{t(`publishing.front.preview_${width}`)}</h3>
          <div class="front-preview" role="region" aria-labelledby={`preview-${width}`} tabindex={0}>
            <iframe
              class={width}
              title={t(`publishing.front.preview_${width}`)}
              sandbox="allow-same-origin"
              srcdoc={html}
            ></iframe>
          </div>
        </>
      ))}
    </PageSection>
  );
}

const zoned = (t: Translate, at: Date, zone: string): string =>
  new Intl.DateTimeFormat(t.tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(
    new Date(`${localTime(at, zone)}Z`),
  ) + ` (${zone})`;

function Lead({ desk }: { desk: Desk }) {
  const { t } = useView();
  const { live, open, scheduled, versions, version, zone } = desk;
  const by = (one: FrontPageVersion): string => one.by ?? t('publishing.front.system');
  const before = versions.find((one) => one.version !== version);
  return (
    <>
      <p class="lead">{t('publishing.front.lead_in')}</p>
      <p>
        {live
          ? t('publishing.front.now', { version, at: zoned(t, live.liveAt!, zone), by: by(live) })
          : t('publishing.front.now_none')}
      </p>
      {live ? (
        <ActButton
          action={routes.desk.restoreFrontPage()}
          version={String(version)}
          values={{ from: String(before?.version ?? 0) }}
          label={before ? t('publishing.front.undo', { version: before.version }) : t('publishing.front.undo_usual')}
        />
      ) : null}
      {open && open.version !== version ? (
        <Notice title={t('publishing.front.from', { version: open.version })} />
      ) : null}
      <Gone desk={desk} />
      {live?.finding && !live.finding.shown ? (
        <Notice kind="warning" title={t('publishing.front.finding_old')}>
          <p>{t('publishing.front.finding_old_hint', { text: live.finding.text, version, by: by(live) })}</p>
        </Notice>
      ) : null}
      {scheduled.length ? (
        <PageSection id="scheduled" title={t('publishing.front.scheduled')}>
          <ul class="list">
            {scheduled.map((one) => {
              const said = { version: one.version, at: zoned(t, one.publishAt!, zone), by: by(one) };
              const failed = one.state === 'failed';
              return (
                <li>
                  <p>
                    {t(failed ? 'publishing.front.failed' : 'publishing.front.scheduled_at', said)}{' '}
                    {failed ? t(`publishing.front.failure.${frontFailure(one.failure ?? '')}`) : ''}
                  </p>
                  <div class="pills">
                    <a class="button small" href={routes.desk.frontPage({ from: one.version })}>
                      {t('publishing.front.edit_version', { version: one.version })}
                    </a>
                    <ActButton
                      action={routes.desk.cancelFrontPage()}
                      values={{ version: String(one.version) }}
                      label={t(failed ? 'publishing.front.dismiss' : 'publishing.front.cancel', {
                        version: one.version,
                      })}
                    />
                  </div>
                </li>
              );
            })}
          </ul>
        </PageSection>
      ) : null}
    </>
  );
}

/**
 * Items in the form that readers do not see, each with the reason. If the person at the desk cannot see an item either,
 * its title is not shown.
 */
function Gone({ desk: { open, briefs } }: { desk: Desk }) {
  const { t } = useView();
  const gone = chosenFor(open).filter((one) => !one.shown);
  if (!gone.length) return null;
  return (
    <Notice kind="warning" title={t('publishing.front.gone')}>
      <p>{t('publishing.front.gone_hint')}</p>
      <ul>
        {gone.map((one) => {
          const brief = briefs.get(Number(one.id));
          const words: Child = brief && !brief.hidden ? brief.title : t('publishing.front.gone_unnamed');
          return (
            <li>
              {words}: {t(`publishing.front.gone_${one.why!}`, { day: one.until ?? '' })}
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}

function Versions({ desk: { versions, version } }: { desk: Desk }) {
  const { t } = useView();
  if (!versions.length) return null;
  return (
    <PageSection id="versions" title={t('publishing.front.versions')}>
      <ul class="list">
        {versions.map((one) => (
          <li>
            <p>
              {t('publishing.front.version_by', {
                version: one.version,
                by: one.by ?? t('publishing.front.system'),
              })}{' '}
              <When at={one.liveAt!} />
            </p>
            {one.version === version ? null : (
              <div class="pills">
                <a class="button small" href={routes.desk.frontPage({ from: one.version })}>
                  {t('publishing.front.edit_version', { version: one.version })}
                </a>
                <ActButton
                  action={routes.desk.restoreFrontPage()}
                  version={String(version)}
                  values={{ from: String(one.version) }}
                  label={t('publishing.front.restore', { version: one.version })}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
    </PageSection>
  );
}
