import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { findThing } from '../../../record/refs.ts';
import { lookUpAddress } from '../../../record/views/address.ts';
import { loadCaseStatuses, type CaseStatusLine } from '../../../record/views/case-statuses.ts';
import { loadCase, type CaseView, type EventView } from '../../../record/views/case.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import type { Ctx } from '../../kit/context.ts';
import { feedAddress, fullAddress, type Feed, type FeedItem } from '../../kit/feeds/feed.ts';
import { anchorOf, claimsBehind } from '../../record/components/of-record.ts';
import { sayerWords } from '../../record/components/said.tsx';
import { statusWords } from '../../record/components/standing.tsx';
import { routes, slugify } from '../../routes.ts';
import { articleItems } from './article-feed.ts';

/** The maximum number of events in the feed of a case. */
const maxEvents = 60;

/**
 * The feed of a case: its articles, its events, and its status. An event is a new entry when it becomes public, and is
 * updated when it changes. Each new status is a new entry. Sample data is left out.
 * @throws AppError `not_found` for a case that readers cannot see
 */
export async function caseFeed(c: Ctx, paper: string): Promise<Feed> {
  const { number } = routes.feeds.case_.read(c.req.param());
  const db = c.get('deps').app.db.read;
  const found = await lookUpAddress(db, 'case', number, 'public');
  if (found.is === 'moved') {
    const thing = await findThing(db, 'case', found.number);
    return feedOf(c, paper, number, thing?.withdrawn_at === null ? await loadCase(db, thing, 'public') : null);
  }
  if (found.is !== 'here') throw new AppError('not_found');
  return feedOf(c, paper, number, await loadCase(db, found.thing, 'public'));
}

async function feedOf(c: Ctx, paper: string, number: number, record: CaseView | null): Promise<Feed> {
  if (!record) throw new AppError('not_found');
  const db = c.get('deps').app.db.read;
  const { brief } = record;
  const items = [
    ...(await articleItems(c, { caseIds: [brief.id] })),
    ...(record.example ? [] : await eventItems(c, db, record)),
    ...(record.example ? [] : await statusItems(c, db, record)),
  ];
  return {
    title: `${paper}: ${brief.title}`,
    description: record.summary ?? c.get('t')('record.public.case.description', { title: brief.title }),
    link: routes.case_({ number: brief.number, slug: slugify(brief.title) }),
    atom: routes.feeds.case_.as('xml', { number }),
    json: routes.feeds.case_.json({ number }),
    items: items.toSorted((a, b) => b.updated.getTime() - a.updated.getTime()),
    emptySince: record.changedAt,
  };
}

/** The time of the last change of each item. */
async function changesOf(db: Reader, ids: readonly number[]): Promise<Map<number, Date>> {
  const rows = await db
    .selectFrom('thing')
    .select(['id', 'changed_at'])
    .where(sql<boolean>`id = any(${[...new Set(ids)]}::bigint[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row.changed_at]));
}

const placeIn = (c: Ctx, { brief }: CaseView, anchor: string): string =>
  `${feedAddress(c, routes.case_({ number: brief.number, slug: slugify(brief.title) }))}#${anchor}`;
const lastingPlace = (c: Ctx, { brief }: CaseView, anchor: string): string =>
  `${fullAddress(c, routes.cases())}/${brief.number}#${anchor}`;

async function eventItems(c: Ctx, db: Reader, record: CaseView): Promise<FeedItem[]> {
  const t = c.get('t');
  const shown = record.events
    .filter((event) => !event.brief.hidden)
    .toSorted((a, b) => b.brief.id - a.brief.id)
    .slice(0, maxEvents);
  const changed = await changesOf(
    db,
    shown.map((event) => event.brief.id),
  );
  return shown.map((event): FeedItem => {
    const day = event.date ? edtfWords(t, event.date).text : null;
    return {
      title: day ? `${day}: ${event.brief.title}` : event.brief.title,
      link: placeIn(c, record, anchorOf(event.brief)),
      id: lastingPlace(c, record, anchorOf(event.brief)),
      language: event.brief.language,
      updated: changed.get(event.brief.id) ?? record.changedAt,
      summary: eventWords(c, record, event),
    };
  });
}

/** The kind of an event, its case, and who says that it happened. */
function eventWords(c: Ctx, record: CaseView, event: EventView): string {
  const t = c.get('t');
  const ids = event.facts.flatMap((fact) => fact.values.flatMap((value) => value.claimIds));
  const sayers = [...new Set(claimsBehind(record.claims, [...new Set(ids)]).map((claim) => sayerWords(t, claim)))];
  return [
    event.type && t(termLabel('event-type', event.type)),
    record.brief.title,
    sayers.length && t('site.feeds.said_by', { names: sayers.slice(0, 3).join('; ') }),
  ]
    .filter(Boolean)
    .join(' · ');
}

async function statusItems(c: Ctx, db: Reader, record: CaseView): Promise<FeedItem[]> {
  const t = c.get('t');
  const status = (await loadCaseStatuses(db, [record.brief.id], 'public')).get(record.brief.id);
  const words = statusWords(t, status);
  if (!status || !words) return [];
  const changed = await changesOf(
    db,
    claimsBehind(record.claims, claimIdsOf(status)).map((claim) => claim.id),
  );
  const newest = Math.max(...[...changed.values()].map((at) => at.getTime()));
  // The id is a hash of the status, not of its words, because these differ between languages and releases.
  const mark = createHash('sha256')
    .update(JSON.stringify(keysOf(status)))
    .digest('hex')
    .slice(0, 12);
  return [
    {
      title: t('site.feeds.status', { status: words }),
      link: placeIn(c, record, 'main'),
      id: lastingPlace(c, record, `status-${mark}`),
      updated: Number.isFinite(newest) ? new Date(newest) : record.changedAt,
      summary: record.brief.title,
    },
  ];
}

const factsOf = ({ whole, proceedings }: CaseStatusLine) => [
  whole,
  ...proceedings.flatMap(({ kind, status, outcome }) => [kind, status, outcome]),
];
const keysOf = (status: CaseStatusLine): unknown[] => factsOf(status).map((fact) => fact?.value ?? null);
const claimIdsOf = (status: CaseStatusLine): number[] => factsOf(status).flatMap((fact) => fact?.claimIds ?? []);
