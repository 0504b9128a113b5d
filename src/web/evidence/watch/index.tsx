import { countOpenFindings, listWatches, loadFindings, type WatchLine } from '../../../evidence/watch/views.ts';
import { makeWatchFeed, watchFeed } from '../../../evidence/watch/feed.ts';
import { run } from '../../../platform/operation.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { atom, fullAddress } from '../../kit/feeds/feed.ts';
import { ownerOf, secret } from '../../kit/feeds/secret.ts';
import { handleAction } from '../../kit/forms/handle.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk, type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { briefTitle } from '../../record/desk/links.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { FindingCard } from './card.tsx';
import { findingPage } from './finding.tsx';
import { watchForm } from './form.tsx';
import { findingWords } from './words.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';

const size = 50;

function Watched({ watch }: { watch: WatchLine }) {
  const { t } = useView();
  return (
    <li>
      <BriefLine brief={watch.source} />{' '}
      {watch.state === 'seen' ? null : (
        <Pill shape="warning" kind="strong">
          {t(`evidence.watch.stands.${watch.state}`)}
        </Pill>
      )}
      <p class="muted">
        {t(`evidence.watch.every.${watch.every}`)} ·{' '}
        {watch.lookedAt ? (
          <>
            {t('evidence.watch.looked')} <When at={watch.lookedAt} />
          </>
        ) : (
          t('evidence.watch.not_looked')
        )}
      </p>
    </li>
  );
}

async function ownFeed(c: Ctx, { app, principal }: Desk): Promise<string | null> {
  const token = await watchFeed.tokenOf(app.db.read, app.config.dataDir, principal.accountId!);
  return token && fullAddress(c, routes.desk.watchFeed({ token }));
}

function OwnFeed({ address, mail }: { address: string | null; mail: boolean }) {
  const { t } = useView();
  return (
    <Section id="feed" title={t('evidence.watch.feed.title')}>
      <p>{t(mail ? 'evidence.watch.feed.mail' : 'evidence.watch.feed.no_mail')}</p>
      {address ? (
        <p class="typed">
          <code>{address}</code>
        </p>
      ) : null}
      <p class="muted">{t('evidence.watch.feed.hint')}</p>
      <ActButton
        action={routes.desk.newWatchFeed()}
        label={t(address ? 'evidence.watch.feed.renew' : 'evidence.watch.feed.make')}
      />
    </Section>
  );
}

async function sendFeed(c: Ctx): Promise<Response> {
  const { app } = c.get('deps');
  const { token } = routes.desk.watchFeed.read(c.req.param());
  await ownerOf(c, watchFeed, token);
  const t = c.get('t');
  const findings = await loadFindings(app.db.read, { limit: 50, offset: 0 });
  const answer = await atom(c, {
    title: t('evidence.watch.title'),
    link: routes.desk.watch(),
    description: t('evidence.watch.feed.description'),
    atom: routes.desk.watchFeed({ token }),
    items: findings.map((finding) => ({
      title: `${t(`evidence.watch.kind.${finding.kind}`)}: ${briefTitle(t, finding.source)}`,
      link: fullAddress(c, routes.desk.watchFinding({ finding: String(finding.id) })),
      id: fullAddress(c, routes.desk.watchFinding({ finding: String(finding.id) })),
      published: finding.at,
      updated: finding.at,
      summary: findingWords(t, finding),
    })),
  });
  return secret(answer);
}

/** The pages about watching: alerts, all watched pages, and the feed. */
export const watchPages: Pages = (web) => {
  detailPage(web, routes.desk.watch, async ({ c, t, app, db, desk }) => {
    const url = new URL(c.req.url);
    const at = pageNumber(url);
    const all = url.searchParams.get('all') === 'findings';
    const findings = await loadFindings(db, {
      ...(all ? {} : { state: 'open' as const }),
      limit: size,
      offset: all ? (at - 1) * size : 0,
    });
    const open = await countOpenFindings(db);
    const { watches, count } = await listWatches(db, { limit: size, offset: all ? 0 : (at - 1) * size });
    return {
      title: t('evidence.watch.title'),
      crumbs: [{ label: t('record.desk.kinds.source'), href: routes.desk.sources() }],
      body: (
        <>
          <Section
            id="found"
            title={all ? t('evidence.watch.all_findings') : t('evidence.watch.open', { count: open })}
          >
            {findings.length ? (
              <div class="cards">
                {findings.map((finding) => (
                  <FindingCard finding={finding} />
                ))}
              </div>
            ) : (
              <p class="muted">{t('evidence.watch.none_open')}</p>
            )}
            <p>
              {all ? (
                <a href={routes.desk.watch()}>{t('evidence.watch.show_open')}</a>
              ) : (
                <a href={routes.desk.watch({ all: 'findings' })}>{t('evidence.watch.show_all')}</a>
              )}
            </p>
          </Section>
          <Section id="watched" title={t('evidence.watch.watched', { count })}>
            {watches.length ? (
              <>
                <ul class="list">
                  {watches.map((watch) => (
                    <Watched watch={watch} />
                  ))}
                </ul>
                {all ? null : (
                  <Pagination
                    page={at}
                    pages={Math.ceil(count / size)}
                    href={(next) => `${routes.desk.watch({ page: next > 1 ? next : undefined })}#watched`}
                  />
                )}
              </>
            ) : (
              <Empty
                title={t('evidence.watch.none')}
                action={{ href: routes.desk.sources(), label: t('record.desk.kinds.source') }}
              >
                {t('evidence.watch.none_hint')}
              </Empty>
            )}
          </Section>
          <OwnFeed address={await ownFeed(c, desk)} mail={app.config.mail !== null} />
        </>
      ),
    };
  });
  web.post(routes.desk.newWatchFeed.pattern, async (c) => {
    const desk = await atDesk(c);
    return handleAction(c, async () => {
      await run(desk.app, makeWatchFeed, desk.principal, {});
      return `${routes.desk.watch()}#feed`;
    });
  });
  web.get(routes.desk.watchFeed.pattern, sendFeed);
  watchForm(web);
  findingPage(web);
};
