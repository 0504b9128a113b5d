import { acceptCopies, reopenCopies } from '../../../evidence/republished/decide.ts';
import { listCredits, type CreditView } from '../../../evidence/republished/credit-queue.ts';
import {
  countOpen,
  listCopyGroups,
  listDismissedCopies,
  listPairs,
  type CopyGroup,
  type CopyPair,
} from '../../../evidence/republished/queue.ts';
import { decideLosses } from '../../../evidence/quotations/keep.ts';
import { countLosses, listLosses, type LossView } from '../../../evidence/quotations/queue.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Empty } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { handleAction } from '../../kit/forms/handle.ts';
import { pageNumber, routes, safeNext } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { BriefLine } from '../../record/show/parts.tsx';
import { AboutPage, CreditHow, percent, Tabs, type Tab } from './parts.tsx';
import { Readings } from './readings.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';

const size = 30;

/**
 * A sentence that says why a page seems to be a republished story: the share of its text that the other page also has.
 * The sentence is stored if the suggestion is accepted.
 */
export const basisOf = (t: ReturnType<typeof useView>['t'], pair: CopyPair): string =>
  t('evidence.origins.basis', { share: percent(t, pair.ofCopy) });

const value = (pairs: readonly CopyPair[]): Record<string, string> => ({
  pairs: pairs.map((pair) => `${pair.id}:${pair.copy.brief.number}`).join(' '),
});

function Group({ group, may }: { group: CopyGroup; may: boolean }) {
  const { t } = useView();
  return (
    <li>
      <h2>
        <BriefLine brief={group.origin.brief} />
      </h2>
      <AboutPage page={group.origin} />
      <p>{t('evidence.origins.carried_by', { count: group.pairs.length })}</p>
      <ul class="list inner">
        {group.pairs.map((pair) => (
          <li>
            <p>
              <BriefLine brief={pair.copy.brief} />
            </p>
            <AboutPage page={pair.copy} />
            <p class="muted">
              {t('evidence.origins.shares', { share: percent(t, pair.ofCopy), words: pair.shared })}
              {pair.direction.signs[0] ? ` · ${t(`evidence.origins.sign.${pair.direction.signs[0].sign}_for`)}` : ''}
            </p>
            <div class="actions">
              <a class="button small" href={routes.desk.originPair({ number: pair.id })}>
                {t('evidence.origins.compare')}
              </a>
              {may ? (
                <ActButton
                  action={routes.desk.originAct()}
                  intent="accept"
                  label={t('evidence.origins.accept')}
                  values={value([pair])}
                />
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      {may && group.pairs.length > 1 ? (
        <div class="actions">
          <ActButton
            action={routes.desk.originAct()}
            intent="accept"
            label={t('evidence.origins.accept_all', { count: group.pairs.length })}
            values={value(group.pairs)}
            main
          />
        </div>
      ) : null}
    </li>
  );
}

function Credit({ view }: { view: CreditView }) {
  const { t } = useView();
  return (
    <li>
      <h2>
        <BriefLine brief={view.page.brief} />
      </h2>
      <AboutPage page={view.page} />
      <CreditHow view={view} />
      <div class="actions">
        <a class="button small" href={routes.desk.originCredit({ number: view.id })}>
          {t('evidence.origins.credit_open')}
        </a>
      </div>
    </li>
  );
}

/** A quotation that is complete in one page, but lacks words in another. */
function MissingWords({ view, may }: { view: LossView; may: boolean }) {
  const { t } = useView();
  return (
    <li>
      <h2>{t(view.name ? 'evidence.origins.loss_name' : 'evidence.origins.loss', { words: view.words })}</h2>
      <Readings loss={view} />
      <div class="actions">
        {may ? (
          <ActButton
            action={routes.desk.originAct()}
            intent="confirm"
            label={t('evidence.origins.loss_confirm')}
            values={{ loss: String(view.id) }}
            main
          />
        ) : null}
        <a class="button small" href={routes.desk.originDismiss({ what: 'quotations', number: view.id })}>
          {t('evidence.origins.dismiss_loss')}
        </a>
      </div>
    </li>
  );
}

function DecidedBy({ one }: { one: CopyPair | CreditView | LossView }) {
  return (
    <p class="muted">
      {one.decidedBy ? `${one.decidedBy} · ` : ''}
      {one.decidedAt ? <When at={one.decidedAt} /> : null}: {one.reason}
    </p>
  );
}

function Dismissed({
  pairs,
  credits,
  losses,
}: {
  pairs: readonly CopyPair[];
  credits: readonly CreditView[];
  losses: readonly LossView[];
}) {
  const { t } = useView();
  return (
    <ul class="list">
      {pairs.map((pair) => (
        <li>
          <p>
            <BriefLine brief={pair.copy.brief} /> {t('evidence.origins.not_copy_of')}{' '}
            <BriefLine brief={pair.origin.brief} />
          </p>
          <DecidedBy one={pair} />
          <div class="actions">
            <a class="button small" href={routes.desk.originPair({ number: pair.id })}>
              {t('evidence.origins.compare')}
            </a>
            <ActButton
              action={routes.desk.originAct()}
              intent="reopen"
              label={t('evidence.origins.reopen')}
              values={{ pair: String(pair.id) }}
            />
          </div>
        </li>
      ))}
      {credits.map((view) => (
        <li>
          <p>
            <BriefLine brief={view.page.brief} /> {t('evidence.origins.not_from', { agency: view.credit.agency.name })}
          </p>
          <DecidedBy one={view} />
          <div class="actions">
            <ActButton
              action={routes.desk.originAct()}
              intent="reopen"
              label={t('evidence.origins.reopen')}
              values={{ credit: String(view.id) }}
            />
          </div>
        </li>
      ))}
      {losses.map((view) => (
        <li>
          <p>
            {t('evidence.origins.loss', { words: view.words })}: <BriefLine brief={view.lacking.page.brief} />
          </p>
          <DecidedBy one={view} />
          <div class="actions">
            <a class="button small" href={routes.desk.originQuotation({ number: view.id })}>
              {t('evidence.origins.compare')}
            </a>
            <ActButton
              action={routes.desk.originAct()}
              intent="reopen"
              label={t('evidence.origins.reopen')}
              values={{ loss: String(view.id) }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The queue of suggestions: republished stories, agency credits, quotations with missing words, and dismissed ones. */
export const queuePages: Pages = (web) => {
  detailPage(web, routes.desk.origins, async ({ c, t, db, may, query }) => {
    const show = query('show');
    const tab: Tab = show === 'credits' || show === 'quotations' || show === 'dismissed' ? show : 'copies';
    const at = pageNumber(new URL(c.req.url));
    const open = await countOpen(db);
    const losses = await countLosses(db);
    const counts = { ...open, quotations: losses.open, dismissed: open.dismissed + losses.dismissed };
    const body = await content();
    return {
      title: t('evidence.origins.title'),
      lead: t(`evidence.origins.lead.${tab}`),
      body: (
        <>
          <Tabs here={tab} counts={counts} />
          {body}
        </>
      ),
    };

    async function content() {
      if (tab === 'copies') {
        const groups = await listCopyGroups(db);
        const shown = groups.slice((at - 1) * size, at * size);
        if (!shown.length)
          return <Empty title={t('evidence.origins.none.copies')}>{t('evidence.origins.none.copies_lead')}</Empty>;
        return (
          <>
            <ul class="list origins">
              {shown.map((group) => (
                <Group group={group} may={may(acceptCopies)} />
              ))}
            </ul>
            <Turn more={groups.length > at * size} />
          </>
        );
      }
      if (tab === 'credits') {
        const views = await listCredits(db, 'open', { limit: size + 1, offset: (at - 1) * size });
        if (!views.length)
          return <Empty title={t('evidence.origins.none.credits')}>{t('evidence.origins.none.credits_lead')}</Empty>;
        return (
          <>
            <ul class="list origins">
              {views.slice(0, size).map((view) => (
                <Credit view={view} />
              ))}
            </ul>
            <Turn more={views.length > size} />
          </>
        );
      }
      if (tab === 'quotations') {
        const views = await listLosses(db, 'open', { limit: size + 1, offset: (at - 1) * size });
        if (!views.length)
          return (
            <Empty title={t('evidence.origins.none.quotations')}>{t('evidence.origins.none.quotations_lead')}</Empty>
          );
        return (
          <>
            <ul class="list origins">
              {views.slice(0, size).map((view) => (
                <MissingWords view={view} may={may(decideLosses)} />
              ))}
            </ul>
            <Turn more={views.length > size} />
          </>
        );
      }
      const [pairs, credits, views] = [
        await listDismissedCopies(db),
        await listCredits(db, 'dismissed', { limit: 100 }),
        await listLosses(db, 'dismissed', { limit: 100 }),
      ];
      if (!pairs.length && !credits.length && !views.length)
        return <Empty title={t('evidence.origins.none.dismissed')} />;
      return <Dismissed pairs={pairs} credits={credits} losses={views} />;
    }

    function Turn({ more }: { more: boolean }) {
      const query = (to: number) => ({ ...(tab === 'copies' ? {} : { show: tab }), page: to });
      return (
        <p class="actions">
          {at > 1 ? <a href={routes.desk.origins(query(at - 1))}>{t('kit.pages.previous')}</a> : null}
          {more ? <a href={routes.desk.origins(query(at + 1))}>{t('kit.pages.next')}</a> : null}
        </p>
      );
    }
  });

  web.post(routes.desk.originAct.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    const t = c.get('t');
    return handleAction(c, async ({ intent, values }) => {
      const text = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
      const back = safeNext(text('back') || routes.desk.origins());
      if (intent === 'accept') {
        const pairs = new Map(
          text('pairs')
            .split(' ')
            .flatMap((one) =>
              /^\d{1,15}:\d{1,15}$/.test(one) ? [one.split(':').map(Number) as [number, number]] : [],
            ),
        );
        const known = await listPairs(app.db.read, [...pairs.keys()]);
        if (!known.length) throw new AppError('not_found');
        await run(app, acceptCopies, principal, {
          pairs: known.map((pair) => ({ id: pair.id, copy: `source/${pairs.get(pair.id)}`, basis: basisOf(t, pair) })),
        });
      } else if (intent === 'reopen') {
        const [pair, credit, loss] = [Number(text('pair')), Number(text('credit')), Number(text('loss'))];
        if (loss) await run(app, decideLosses, principal, { warnings: [loss], state: 'open' });
        else await run(app, reopenCopies, principal, { pairs: pair ? [pair] : [], credits: credit ? [credit] : [] });
      } else if (intent === 'confirm') {
        await run(app, decideLosses, principal, { warnings: [Number(text('loss'))], state: 'accepted' });
        return safeNext(text('back') || routes.desk.origins({ show: 'quotations' }));
      } else throw new AppError('bad_form');
      return back;
    });
  });
};
