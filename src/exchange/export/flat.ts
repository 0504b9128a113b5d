import type { Reader } from '../../platform/database/tx.ts';
import type { FieldMapping } from '../../record/vocabulary/term.ts';
import { involvementQualifiers } from '../../record/values/composite-types.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { fieldListLabel } from '../../record/vocabulary/field-lists.ts';
import { isPrivate } from '../../record/vocabulary/properties.ts';
import { findTerm, lineOf } from '../../record/vocabulary/terms.ts';
import type { Column } from '../formats/csv.ts';
import { byteOrderMark, columnsFor, header, rowLine, several } from '../formats/csv.ts';
import type { About, Report } from './about.ts';
import { facetProperties, loadFlatCases, type FlatCase, type FlatProperty } from './flat-data.ts';
import type { IdSet } from './id-set.ts';
import { prefetch, pageSize } from './pages.ts';

export type FlatRow = FlatCase & { url: string };

const texts = (row: FlatCase, property: FlatProperty): string[] => (row.plain[property] ?? []).map(String);
type Place = { country: string; locality?: string };
const places = (row: FlatCase): Place[] => (row.plain.place ?? []) as Place[];

/**
 * Another organisation's labels for a case's incident types, without repetition. A type without a label there gets that
 * of the nearest broader term.
 */
function labels(row: FlatCase, list: keyof FieldMapping): string {
  const types = row.plain['incident-type'];
  return types ? several([...new Set(types.flatMap((type) => labelsOf(String(type), list)))]) : '';
}

const known = new Map<string, string[]>();

function labelsOf(type: string, list: keyof FieldMapping): string[] {
  const key = `${list} ${type}`;
  let found = known.get(key);
  if (!found) {
    const mapped = lineOf('incident-type', type)
      .map((one) => findTerm('incident-type', one)?.map?.[list])
      .find((keys) => keys !== undefined);
    known.set(key, (found = (mapped ?? []).map((one) => fieldListLabel(list, one) ?? one)));
  }
  return found;
}

const valueText = (value: unknown): string =>
  typeof value === 'boolean'
    ? value
      ? 'yes'
      : 'no'
    : String((value as { country?: string; text?: string }).country ?? (value as { text?: string }).text ?? value);

const allColumns = (): readonly Column<FlatRow>[] => [
  { name: 'case', about: 'Permanent number of the case.', of: (row) => row.number },
  { name: 'url', about: 'Address of the case’s page.', of: (row) => row.url },
  { name: 'title', about: 'Title. Editorial: it is the publication’s wording.', of: (row) => row.title },
  { name: 'summary', about: 'Summary. Editorial.', of: (row) => row.summary },
  {
    name: 'status',
    about: 'Status of the case (vocabulary case-status).',
    of: (row) => several(texts(row, 'case-status')),
  },
  { name: 'began', about: 'When it began. EDTF (ISO 8601-2).', of: (row) => several(texts(row, 'began')) },
  { name: 'ended', about: 'When it ended. EDTF.', of: (row) => several(texts(row, 'ended')) },
  {
    name: 'first_event',
    about: 'The earliest possible day of an event of the case, without dates that are only alleged. YYYY-MM-DD.',
    of: (row) => row.firstEvent,
  },
  {
    name: 'last_event',
    about: 'The latest possible day of an event of the case. YYYY-MM-DD.',
    of: (row) => row.lastEvent,
  },
  {
    name: 'country',
    about: 'Where it happened. ISO 3166-1 alpha-2, and XK.',
    of: (row) => several([...new Set(places(row).map((place) => place.country))]),
  },
  {
    name: 'place',
    about: 'Towns and regions, as the record has them.',
    of: (row) => several(places(row).flatMap((place) => place.locality ?? [])),
  },
  {
    name: 'state_behind',
    about: 'The state responsible. ISO 3166-1 alpha-2.',
    of: (row) => several(texts(row, 'state-behind')),
  },
  {
    name: 'outlet_home',
    about: 'The country of the outlet under pressure. ISO 3166-1 alpha-2.',
    of: (row) => several(texts(row, 'outlet-home')),
  },
  {
    name: 'incident_types',
    about: 'What happened (vocabulary incident-type).',
    of: (row) => several(texts(row, 'incident-type')),
  },
  {
    name: 'coe',
    about: 'The same in the categories of the Council of Europe’s Platform for the Safety of Journalists.',
    of: (row) => labels(row, 'coe'),
  },
  { name: 'mmf', about: 'The same in the categories of Mapping Media Freedom.', of: (row) => labels(row, 'mmf') },
  {
    name: 'uspft',
    about: 'The same in the categories of the US Press Freedom Tracker.',
    of: (row) => labels(row, 'uspft'),
  },
  {
    name: 'cpj',
    about: 'The same in the categories of the Committee to Protect Journalists.',
    of: (row) => labels(row, 'cpj'),
  },
  {
    name: 'unesco',
    about: 'The same in the categories of UNESCO’s indicator 16.10.1.',
    of: (row) => labels(row, 'unesco'),
  },
  {
    name: 'slapp',
    about: 'Whether sources call it a SLAPP: yes or no.',
    of: (row) => several((row.plain.slapp ?? []).map((value) => (value === true ? 'yes' : 'no'))),
  },
  ...facetProperties().map((property) => ({
    name: property.key.replaceAll('-', '_'),
    about: `Property ${property.key}.`,
    desk: isPrivate(property),
    of: (row: FlatRow) => several((row.plain[property.key] ?? []).map(valueText)),
  })),
  {
    name: 'targets',
    about: 'Outlets and people under pressure, by name. Without those that are desk only.',
    of: (row) => several(row.targets.map((target) => target.name)),
  },
  {
    name: 'target_actors',
    about: 'The same by their permanent numbers, in the same order.',
    of: (row) => several(row.targets.map((target) => target.number)),
  },
  ...involvementQualifiers.map(({ name, list }) => ({
    name,
    about: `Values for the targets that are named for the case itself, not only for an event (vocabulary ${list}).`,
    of: (row: FlatRow) => several(row.qualifiers[name] ?? []),
  })),
  {
    name: 'tags',
    about: 'Tags of the desk.',
    desk: true,
    of: (row) => several(row.tags),
  },
  { name: 'events', about: 'Number of events of the case.', of: (row) => row.events },
  { name: 'proceedings', about: 'Number of proceedings of the case.', of: (row) => row.proceedings },
  { name: 'claims', about: 'Number of checked claims in the case.', of: (row) => row.claims },
  { name: 'sources', about: 'Number of sources of these claims.', of: (row) => row.sources },
  {
    name: 'origins',
    about: 'Number of independent sources of these claims: republished stories count once.',
    of: (row) => row.origins,
  },
  {
    name: 'disputed',
    about:
      'Properties of the case on which sources disagree. If none of the values is preferred, the property’s own column has all of them.',
    of: (row) => several(row.disputed),
  },
  {
    name: 'attributed',
    about:
      'Properties with values that are only alleged, denied, estimated or left unclear. These values are not in this table, because a column cannot say who says so. They are in statements.csv and in JSON Lines.',
    of: (row) => several(row.attributed),
  },
  {
    name: 'example',
    about: 'Whether the case is sample data that comes with Kronika.',
    of: (row) => row.example,
  },
  {
    name: 'invented',
    about: 'Whether the case is invented, to show how Kronika works.',
    of: (row) => row.invented,
  },
  {
    name: 'changed',
    about: 'When the case was last changed. ISO 8601, UTC.',
    of: (row) => row.changedAt.toISOString(),
  },
];

/** The columns of the flat table that an audience gets. */
export const flatColumns = (audience: Audience): readonly Column<FlatRow>[] => columnsFor(audience, allColumns());

/** The flat table, page by page. The next page is read while the current one is written. */
export async function* flatCases(
  db: Reader,
  cases: IdSet,
  about: About,
  report: Report = () => {},
): AsyncGenerator<string> {
  const columns = flatColumns(about.audience);
  yield byteOrderMark + header(columns);
  let done = 0;
  for await (const { page, count } of prefetch(cases.pages(pageSize), async (ids) => ({
    page: await loadFlatCases(db, ids, about.audience),
    count: ids.length,
  }))) {
    let text = '';
    for (const one of page)
      text += rowLine(columns, {
        ...one,
        url: about.address + (about.links({ kind: 'case', number: one.number, title: one.title }) ?? ''),
      });
    yield text;
    report((done += count), cases.size);
  }
}
