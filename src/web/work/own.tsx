import type { Child } from 'hono/jsx';
import { isEditor } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { Principal } from '../../platform/operation.ts';
import { countOpenProposals, listProposals, type ProposalView } from '../../record/proposals/list.ts';
import { reviewLabel } from '../../publishing/review/tables.ts';
import { countDrafts, listDrafts, type DraftLine } from '../../work/drafts.ts';
import {
  loadAssigned,
  loadNotices,
  maxLines,
  ownCases,
  reviewsFor,
  submittedBy,
  type Assigned,
  type Notice,
  type Reviewed,
} from '../../work/load-work.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { EdtfDate, Pill } from '../kit/components/values.tsx';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { briefTitle } from '../record/desk/links.ts';
import { When } from '../record/history/when.tsx';
import { Section } from '../record/show/parts.tsx';
import { assignPage, ItemLine, itemPage, itemRef, itemTitle, PriorityPill } from './item.tsx';

/** Loads the data of `OwnWork`, which is at the top of the desk's first page. */
export async function loadOwn(db: Reader, who: Principal) {
  const account = who.accountId!;
  const editor = isEditor(who);
  const proposals = editor
    ? (await listProposals(db, { state: 'open', accountId: account, limit: 6, offset: 0 })).rows
    : [];
  return {
    reviews: await reviewsFor(db, who),
    submitted: await submittedBy(db, who),
    mentions: await loadNotices(db, account, { kinds: ['mention'], limit: maxLines }),
    assigned: await loadAssigned(db, { to: account, limit: maxLines }),
    decided: await loadNotices(db, account, { kinds: ['decided'], limit: maxLines }),
    followed: await loadNotices(db, account, { kinds: ['followed'], limit: maxLines }),
    begun: await listDrafts(db, account, { list: 'begun', limit: maxLines }),
    drafts: await countDrafts(db, account),
    proposals,
    toDecide: editor ? await countOpenProposals(db) : 0,
    cases: await ownCases(db, account),
  };
}

export type Own = Awaited<ReturnType<typeof loadOwn>>;

/**
 * Sections about what needs the person's attention. Empty sections are left out. `coming`: the section about hearings
 * and deadlines of the person's cases.
 */
export function OwnWork({ own, today, coming }: { own: Own; today: string; coming: Child }) {
  const { t } = useView();
  const sections = [
    <Reviews reviews={own.reviews} />,
    <Submitted submitted={own.submitted} />,
    <Notices id="mentions" notices={own.mentions} />,
    <AssignedItems assigned={own.assigned} today={today} />,
    <StartedDrafts drafts={own.begun.slice(0, maxLines)} count={own.drafts.begun} />,
    coming,
    <OpenProposals proposals={own.proposals} count={own.toDecide} />,
    <Notices id="decided" notices={own.decided} />,
    <Notices id="followed" notices={own.followed} />,
  ];
  const lists = [own.reviews, own.submitted, own.mentions, own.assigned, own.decided, own.followed];
  const waits = lists.some(({ count }) => count) || own.drafts.begun || own.toDecide || coming;
  return (
    <section class="panel" aria-labelledby="you">
      <h2 id="you">{t('work.you')}</h2>
      {waits ? sections : <p class="muted">{t('work.nothing')}</p>}
      <p class="actions">
        <a class="button small" href={routes.desk.work()}>
          {t('work.all')}
        </a>
        <a class="button small" href={routes.desk.calendar()}>
          {t('work.calendar.title')}
        </a>
        <a class="button small" href={routes.desk.workSettings()}>
          {t('work.settings.title')}
        </a>
      </p>
    </section>
  );
}

function ReviewLine({ one, children }: { one: Reviewed; children?: Child }) {
  const { t } = useView();
  return (
    <li>
      <a href={routes.desk.reviewArticle({ number: one.number })}>{one.headline}</a>{' '}
      <Pill kind={one.state === 'sent-back' || one.state === 'failed' ? 'strong' : 'plain'}>
        {t(reviewLabel(one.state))}
      </Pill>{' '}
      <span class="muted">
        <When at={one.at} />
        {one.by ? ` · ${one.by}` : ''}
      </span>
      {children}
    </li>
  );
}

/** A link to the whole list, with the number of items that are not shown. Nothing if all are shown. */
function More({ count, shown, href }: { count: number; shown: number; href: string }) {
  const { t } = useView();
  return count > shown ? (
    <p>
      <a href={href}>{t('work.more', { count: count - shown })}</a>
    </p>
  ) : null;
}

function Reviews({ reviews: { count, rows } }: { reviews: Own['reviews'] }) {
  const { t } = useView();
  if (!count) return null;
  return (
    <Section id="reviews" title={t('work.reviews', { count })}>
      <ul class="list">
        {rows.map((one) => (
          <ReviewLine one={one} />
        ))}
      </ul>
      <More count={count} shown={rows.length} href={routes.desk.articles({ kind: 'in-review' })} />
    </Section>
  );
}

function Submitted({ submitted: { count, rows } }: { submitted: Own['submitted'] }) {
  const { t } = useView();
  if (!count) return null;
  const returned = rows.filter(({ state }) => state === 'sent-back');
  const others = rows.filter(({ state }) => state !== 'sent-back');
  return (
    <>
      {returned.length ? (
        <Section id="returned" title={t('work.returned', { count: returned.length })}>
          <ul class="list">
            {returned.map((one) => (
              <ReviewLine one={one}>{one.reason ? <p class="typed">{one.reason}</p> : null}</ReviewLine>
            ))}
          </ul>
        </Section>
      ) : null}
      {others.length ? (
        <Section id="submitted" title={t('work.submitted', { count: others.length })}>
          <ul class="list">
            {others.map((one) => (
              <ReviewLine one={one} />
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}

/** Assigned items, with deadline and priority. With `all`, each line also says to whom the item is assigned. */
export function AssignedList({ rows, today, all }: { rows: readonly Assigned[]; today: string; all?: boolean }) {
  const { t } = useView();
  return (
    <ul class="list">
      {rows.map((one) => (
        <li>
          <ItemLine item={one.item} /> <PriorityPill priority={one.priority} />{' '}
          {one.due ? (
            <span class="muted">
              {one.due < today ? <strong>{t('work.overdue')}</strong> : t('work.due')} <EdtfDate edtf={one.due} />
            </span>
          ) : null}
          {all ? <span class="muted"> · {t('work.assigned_to', { name: one.name })}</span> : null}{' '}
          <a
            class="quiet"
            href={assignPage(itemRef(one.item))}
            aria-label={t('work.change_of', { title: itemTitle(t, one.item) })}
          >
            {t('work.change')}
          </a>
        </li>
      ))}
    </ul>
  );
}

function AssignedItems({ assigned: { count, rows }, today }: { assigned: Own['assigned']; today: string }) {
  const { t } = useView();
  if (!count) return null;
  return (
    <Section id="assigned" title={t('work.assigned', { count })}>
      <AssignedList rows={rows} today={today} />
      <More count={count} shown={rows.length} href={routes.desk.work()} />
    </Section>
  );
}

/** The drafts that the person has started and that are assigned to no one. */
function StartedDrafts({ drafts, count }: { drafts: readonly DraftLine[]; count: number }) {
  const { t } = useView();
  if (!count) return null;
  return (
    <Section id="begun" title={t('work.begun', { count })}>
      <ul class="list">
        {drafts.map((one) => (
          <li>
            <a href={routes.desk.draft({ id: String(one.id) })}>{one.title}</a>{' '}
            <span class="muted">{t('drafting.list.waiting', { count: one.undecided })}</span>
          </li>
        ))}
      </ul>
      <More count={count} shown={drafts.length} href={routes.desk.drafts({ state: 'own' })} />
    </Section>
  );
}

function OpenProposals({ proposals, count }: { proposals: readonly ProposalView[]; count: number }) {
  const { t } = useView();
  if (!count) return null;
  return (
    <Section id="proposals" title={t('work.to_decide', { count })}>
      <ul class="list">
        {proposals.map((one) => (
          <li>
            <a href={`${routes.desk.proposals()}#proposal-${one.id}`}>
              {t('work.proposal_about', { title: one.things[0] ? briefTitle(t, one.things[0].brief) : String(one.id) })}
            </a>{' '}
            <span class="muted">
              {one.by} · <When at={one.at} />
            </span>
          </li>
        ))}
      </ul>
      <More count={count} shown={proposals.length} href={routes.desk.proposals()} />
    </Section>
  );
}

/** The address of the page that a notice is about. */
const pageOf = ({ kind, item, comment }: Notice): string => {
  if (item.kind !== 'thing') return itemPage(item);
  const { number } = item.brief;
  if (kind === 'mention') return `${routes.desk.reviewArticle({ number })}#comment-${comment}`;
  if (kind === 'followed') return routes.desk.historyOf({ kind: item.brief.kind, number });
  if (kind === 'returned' || kind === 'approved') return routes.desk.reviewArticle({ number });
  return itemPage(item);
};

export function NoticeList({ notices }: { notices: readonly Notice[] }) {
  const { t } = useView();
  return (
    <ul class="list">
      {notices.map((one) => (
        <li>
          <span>
            {one.by && one.kind !== 'decided' && one.kind !== 'followed' ? `${one.by} ` : ''}
            {t(`work.notice.${one.kind}`, {
              by: one.by ? 'yes' : 'no',
              state: one.item.kind === 'proposal' ? one.item.state : '',
            })}{' '}
            <ItemLine item={one.item} href={pageOf(one)} />
          </span>{' '}
          <span class="muted">
            · <When at={one.at} />
          </span>
          {one.item.kind === 'proposal' && one.item.reason ? <p class="typed">{one.item.reason}</p> : null}
        </li>
      ))}
    </ul>
  );
}

function Notices({
  id,
  notices: { count, rows },
}: {
  id: 'mentions' | 'decided' | 'followed';
  notices: Own['mentions'];
}) {
  const { t } = useView();
  if (!count) return null;
  return (
    <Section id={id} title={t(`work.${id}`, { count })}>
      <NoticeList notices={rows} />
      <More count={count} shown={rows.length} href={routes.desk.work()} />
      <ActButton
        action={routes.desk.markSeen()}
        label={t(`work.seen.${id}`)}
        values={{ notices: rows.map((one) => one.id).join(',') }}
      />
    </Section>
  );
}
