import { sql } from 'kysely';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { parseRef } from '../../record/refs.ts';
import { dayIn, instantOf } from '../../record/values/local-time.ts';
import { loadPublication } from '../publication/publication.ts';
import type { FrontPageContent } from './content.ts';
import { checkFinding } from '../../documents/computed/findings.ts';
import { numbersOf } from '../../search/statistics/numbers.ts';
import { loadFigureFor } from './figure.ts';
import { frontPageQueue } from './queue.ts';
import { shownOnFront } from './shown.ts';
import type { FrontKind, FrontPageState } from './tables.ts';

/** The key of the advisory lock of `lockFrontPage`: an arbitrary constant. */
const writing = 7020410988;

/**
 * Locks the front page until the transaction ends.
 * @returns the version that is live; 0 if no one has composed one
 * @throws AppError `conflict` if it is not `version`
 */
export async function lockFrontPage(tx: Tx, version?: number): Promise<number> {
  await sql`select pg_advisory_xact_lock(${writing})`.execute(tx);
  const live = await tx.selectFrom('front_page').select('version').where('state', '=', 'live').executeTakeFirst();
  const now = live?.version ?? 0;
  if (version !== undefined && version !== now) throw new AppError('conflict');
  return now;
}

/** The end of a day in a time zone: the next midnight, or, if the clocks skip midnight, the first time after it. */
function endOf(day: string, timeZone: string): Date {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  for (const time of ['00:00', '00:30', '01:00', '02:00']) {
    const at = instantOf(`${next}T${time}`, timeZone);
    if (at) return at;
  }
  return new Date(`${next}T00:00:00Z`);
}

type Written = { state: FrontPageState; by: number | null; at: Date; publishAt?: Date };

/**
 * Stores a new version. All items must be public, and all their last days must be in the future.
 * @returns its number
 * @throws AppError `invalid_input`
 */
export async function writeVersion(
  tx: Tx,
  content: FrontPageContent,
  { state, by, at, publishAt }: Written,
): Promise<number> {
  const { publication } = await loadPublication(tx);
  const { timeZone } = publication;
  const from = dayIn(publishAt ?? at, timeZone);
  const fields: FieldError[] = [];
  const places = [
    ...(content.lead ? [{ ...content.lead, place: 'lead' as const, position: 0, path: 'lead' }] : []),
    ...content.stories.map((one, position) => ({
      ...one,
      place: 'story' as const,
      position,
      path: `stories.${position}`,
    })),
  ];
  const ids = await publicItems(
    tx,
    places.map((one) => one.item),
  );
  for (const { path, item, until } of places) {
    if (!ids.has(item)) fields.push({ path: `${path}.item`, message: 'publishing.front.error.not_public' });
    if (until && until < from) fields.push({ path: `${path}.until`, message: 'publishing.front.error.past' });
  }
  content.notices.forEach(({ until }, index) => {
    if (until < from) fields.push({ path: `notices.${index}.until`, message: 'publishing.front.error.past' });
  });
  content.sections.forEach(({ section }, index) => {
    if (!publication.sections.some((one) => one.key === section))
      fields.push({ path: `sections.${index}.section`, message: 'publishing.publication.error.section.unknown' });
  });
  const finding = content.finding && {
    text: content.finding.text,
    language: content.finding.language ?? publication.language,
    numbers: await numbersFor(tx, content, at, dayIn(at, timeZone), fields),
  };
  if (fields.length) throw new AppError('invalid_input', { fields });

  const last = await tx
    .selectFrom('front_page')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirstOrThrow();
  const version = (last.version ?? 0) + 1;
  if (state === 'live')
    await tx.updateTable('front_page').set({ state: 'former' }).where('state', '=', 'live').execute();
  await insertRows(tx, 'front_page', [
    {
      version,
      state,
      sections: content.sections,
      figure: content.figure,
      finding: finding?.text ?? null,
      finding_language: finding?.language ?? null,
      finding_numbers: finding?.numbers ?? null,
      by_account: by,
      made_at: at,
      publish_at: publishAt ?? null,
      live_at: state === 'live' ? at : null,
      failure: null,
    },
  ]);
  const ended = (until: string | undefined) => ({
    ends_on: until ?? null,
    ends_at: until ? endOf(until, timeZone) : null,
  });
  await insertRows(
    tx,
    'front_page_item',
    places.map(({ place, position, item, until }) => ({
      front_page: version,
      place,
      position,
      thing_id: ids.get(item)!,
      ...ended(until),
    })),
  );
  await insertRows(
    tx,
    'front_page_notice',
    content.notices.map(({ text, url, language, until }, position) => ({
      front_page: version,
      position,
      text,
      url: url ?? null,
      language: language ?? null,
      ends_on: until,
      ends_at: endOf(until, timeZone),
    })),
  );
  return version;
}

/**
 * The numbers of the figure for which an editor wrote a headline. Each number in the headline must occur in the figure.
 */
async function numbersFor(
  tx: Tx,
  { figure, finding }: FrontPageContent,
  at: Date,
  today: string,
  fields: FieldError[],
): Promise<string | null> {
  const now = await loadFigureFor(tx, { figure, finding: null }, at, today);
  const path = 'finding.text';
  if (!now) {
    fields.push({ path, message: 'publishing.front.error.finding_alone' });
    return null;
  }
  for (const { code, params } of checkFinding(finding!.text, now.statistic))
    fields.push({ path, message: `publishing.front.error.finding_${code.replaceAll('-', '_')}`, params });
  return numbersOf(now.statistic);
}

/** Sends the job for the time when the version goes live, and for each time when an item or announcement on it ends. */
export async function sendDue(tx: Tx, version: number): Promise<void> {
  const { rows } = await sql<{ at: Date }>`
    select publish_at as at from front_page where version = ${version} and state = 'scheduled'
    union select ends_at from front_page_item where front_page = ${version} and ends_at is not null
    union select ends_at from front_page_notice where front_page = ${version}`.execute(tx);
  for (const { at } of rows) await sendJob(tx, frontPageQueue, {}, { startAfter: at });
}

/** The ids of those of these items that readers may see, by ref. For a merged item, the id of the canonical one. */
async function publicItems(tx: Tx, refs: readonly string[]): Promise<Map<string, number>> {
  const asked = refs.flatMap((ref) => parseRef(ref) ?? []);
  if (!asked.length) return new Map();
  const { rows } = await sql<{ kind: FrontKind; number: number; id: number }>`
    select a.kind, a.number, t.id from unnest(${asked.map((one) => one.kind)}::text[], ${asked.map((one) => one.number)}::bigint[]) as asked (kind, number)
    join thing a on a.kind = asked.kind and a.number = asked.number join thing t on t.id = a.canonical_id
    where ${shownOnFront('t')}`.execute(tx);
  return new Map(rows.map((row) => [`${row.kind}/${row.number}`, Number(row.id)]));
}
