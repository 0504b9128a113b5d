import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { dayIn } from '../../record/values/local-time.ts';
import { loadPublication } from '../publication/publication.ts';
import { readerEdition } from '../editions/reader-edition.ts';
import type { FrontPageContent } from './content.ts';
import { numbersOf } from '../../search/statistics/numbers.ts';
import { loadFigureFor, type EditedFinding } from './figure.ts';
import { hiddenReasonSql } from './shown.ts';
import type { FrontKind, FrontPageState } from './tables.ts';

/** Why readers do not see a chosen item. `ended`: its last day has passed; `hidden`: it is not public. */
export type HiddenReason = 'ended' | 'withdrawn' | 'retracted' | 'hidden';

/**
 * An item that an editor chose. `shown`: whether readers see it now; if not, `why` is the reason. `edition`: the id of
 * the article that the reader gets instead, such as a translation (`readerEdition`); otherwise the id of the item
 * itself.
 */
export type Chosen = {
  id: number;
  edition: number;
  kind: FrontKind;
  number: number;
  until: string | null;
  shown: boolean;
  why: HiddenReason | null;
};
export type Notice = { text: string; url: string | null; language: string | null; until: string; shown: boolean };

/** A version of the front page for the desk. */
export type FrontPageVersion = FrontPageRow & {
  /** The headline that an editor wrote for the figure. `shown`: whether the figure still has the same numbers. */
  finding: (EditedFinding & { shown: boolean }) | null;
};

/**
 * A version of the front page. It does not say whether its `finding` is shown, because that needs counting the figure.
 */
export type FrontPageRow = {
  version: number;
  state: FrontPageState;
  lead: Chosen | null;
  stories: Chosen[];
  sections: { section: string; stories: number }[];
  notices: Notice[];
  figure: string | null;
  finding: EditedFinding | null;
  by: string | null;
  madeAt: Date;
  publishAt: Date | null;
  liveAt: Date | null;
  failure: string | null;
};

type Item = {
  place: 'lead' | 'story';
  id: number;
  edition: number;
  kind: FrontKind;
  number: number;
  until: string | null;
  ended: boolean;
  /** Null if readers may see it. */ gone: Exclude<HiddenReason, 'ended'> | null;
};
type Row = Omit<FrontPageRow, 'lead' | 'stories' | 'notices'> & {
  items: Item[];
  notices: (Omit<Notice, 'shown'> & { ended: boolean })[];
};

async function load(
  db: Reader,
  at: Date,
  which: RawBuilder<unknown>,
  limit: number,
  offset = 0,
): Promise<FrontPageRow[]> {
  const { rows } = await sql<Row>`
    select f.version, f.state, f.sections, f.figure,
      case when f.finding is null then null else json_build_object('text', f.finding, 'language', f.finding_language, 'numbers', f.finding_numbers) end as finding, f.made_at as "madeAt", f.publish_at as "publishAt", f.live_at as "liveAt", f.failure, a.name as by,
      coalesce((select json_agg(json_build_object('place', i.place, 'id', t.id, 'edition', coalesce(${readerEdition(sql`t.id`)}, t.id), 'kind', t.kind, 'number', t.number, 'until', i.ends_on,
          'ended', coalesce(i.ends_at <= ${at}, false), 'gone', ${hiddenReasonSql('t')}) order by i.place, i.position)
        from front_page_item i join thing o on o.id = i.thing_id join thing t on t.id = o.canonical_id where i.front_page = f.version), '[]') as items,
      coalesce((select json_agg(json_build_object('text', n.text, 'url', n.url, 'language', n.language, 'until', n.ends_on, 'ended', n.ends_at <= ${at}) order by n.position)
        from front_page_notice n where n.front_page = f.version), '[]') as notices
    from front_page f left join account a on a.id = f.by_account where ${which} order by f.version desc limit ${limit} offset ${offset}`.execute(
    db,
  );
  return rows.map(({ items, notices, ...row }) => {
    const chosen = items.map(({ place, ended, gone, ...item }) => {
      const why = gone ?? (ended ? ('ended' as const) : null);
      return { place, one: { ...item, shown: why === null, why } };
    });
    return {
      ...row,
      lead: chosen.find(({ place }) => place === 'lead')?.one ?? null,
      stories: chosen.flatMap(({ place, one }) => (place === 'story' ? [one] : [])),
      notices: notices.map(({ ended, ...one }) => ({ ...one, shown: !ended })),
    };
  });
}

/** Loads versions for the desk, with whether the headline of the figure still fits its numbers. */
async function loadForDesk(
  db: Reader,
  at: Date,
  which: RawBuilder<unknown>,
  limit: number,
  offset = 0,
): Promise<FrontPageVersion[]> {
  const rows = await load(db, at, which, limit, offset);
  const figures = new Set(rows.flatMap((row) => (row.finding ? [row.figure] : [])));
  const numbers = new Map<string | null, string | null>();
  if (figures.size) {
    const today = dayIn(at, (await loadPublication(db)).publication.timeZone);
    for (const figure of figures) {
      const now = await loadFigureFor(db, { figure, finding: null }, at, today);
      numbers.set(figure, now && numbersOf(now.statistic));
    }
  }
  return rows.map((row) => ({
    ...row,
    finding: row.finding && { ...row.finding, shown: numbers.get(row.figure) === row.finding.numbers },
  }));
}

const isLive = sql`f.state = 'live'`;

/** The live version, for the public page; null if no one has composed one. */
export const loadLive = async (db: Reader, at: Date): Promise<FrontPageRow | null> =>
  (await load(db, at, isLive, 1))[0] ?? null;

/** The live version, for the desk; null if no one has composed one. */
export const loadFrontPage = async (db: Reader, at: Date): Promise<FrontPageVersion | null> =>
  (await loadForDesk(db, at, isLive, 1))[0] ?? null;

export const loadVersion = async (db: Reader, version: number, at: Date): Promise<FrontPageVersion | null> =>
  (await loadForDesk(db, at, sql`f.version = ${version}`, 1))[0] ?? null;

/** The scheduled versions, and those that could not go live, sorted by their time. */
export const loadScheduled = async (db: Reader, at: Date): Promise<FrontPageVersion[]> =>
  (await loadForDesk(db, at, sql`f.state in ('scheduled', 'failed')`, 40)).toSorted(
    (one, other) => one.publishAt!.getTime() - other.publishAt!.getTime(),
  );

/** The versions that are or were live, newest first. */
export const loadVersions = (db: Reader, at: Date, limit: number, offset = 0): Promise<FrontPageVersion[]> =>
  loadForDesk(db, at, sql`f.state in ('live', 'former')`, limit, offset);

/** The lead and the stories that an editor chose for a version, whether or not readers see them. */
export const chosenFor = (version: FrontPageRow | null): Chosen[] =>
  version ? [...(version.lead ? [version.lead] : []), ...version.stories] : [];

const refOf = ({ kind, number, until }: Chosen) => ({ item: `${kind}/${number}`, ...(until && { until }) });

/** A version as input for `composeFrontPage`, without items that readers cannot see now. */
export const contentOf = (version: FrontPageVersion): FrontPageContent => ({
  ...(version.lead?.shown && { lead: refOf(version.lead) }),
  stories: version.stories.filter((one) => one.shown).map(refOf),
  sections: version.sections.map(({ section, stories }) => ({ section, stories })),
  notices: version.notices
    .filter((one) => one.shown)
    .map(({ text, url, language, until }) => ({
      text,
      until,
      ...(url !== null && { url }),
      ...(language !== null && { language }),
    })),
  figure: version.figure,
  ...(version.finding?.shown && { finding: { text: version.finding.text, language: version.finding.language } }),
});
