import type { Reader } from '../../../platform/database/tx.ts';
import { perPart, type CasePart, type CasePartKind } from '../../../record/kinds/parts.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { loadFacts, type PropertyView } from '../../../record/views/facts.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { findConflicts, findProperty, isPrivate, propertiesOf } from '../../../record/vocabulary/properties.ts';
import type { About } from '../../export/about.ts';
import {
  loadActors,
  loadCaptures,
  loadParts,
  loadQuestions,
  loadSources,
  type ActorRecord,
  type CaptureRecord,
  type PartRecord,
  type QuestionRecord,
  type SourceRecord,
} from '../../export/records.ts';
import { several, type Column } from '../csv.ts';
import { plainTexts, refOf } from '../words.ts';

/** An item with all data that columns may need. */
export type Row<Record> = { record: Record; facts: PropertyView[]; disputed: string[]; about: About };

export type Table<Record> = {
  name: string;
  about: string;
  kind: 'actor' | 'source' | 'capture' | CasePartKind | 'question';
  columns: readonly Column<Row<Record>>[];
  load(db: Reader, ids: readonly number[], about: About): Promise<Row<Record>[]>;
};

export const urlOf = (about: Pick<About, 'address' | 'links'>, brief: Brief | null): string => {
  const path =
    brief && !brief.hidden ? about.links({ kind: brief.kind, number: brief.number, title: brief.title }) : undefined;
  return path ? about.address + path : '';
};

/** A column for each property of a kind, and two that name properties with disputed and with attributed values. */
function factColumns<Record>(kind: ThingKind): Column<Row<Record>>[] {
  return [
    ...propertiesOf(kind).map((property): Column<Row<Record>> => ({
      name: property.key,
      desk: isPrivate(property),
      about: `Property ${property.key} (${property.value.type === 'choice' ? `vocabulary ${property.value.list}` : property.value.type}): values that can be shown without attribution.`,
      of: ({ facts, about }) =>
        several(plainTexts(about.t, facts.find((fact) => fact.property === property.key)?.values ?? [])),
    })),
    {
      name: 'disputed',
      about:
        'Properties on which sources disagree. If none of the values is preferred, the property’s own column has all of them.',
      of: ({ disputed }) => several(disputed),
    },
    {
      name: 'attributed',
      about:
        'Properties with values that are only alleged, denied, estimated or left unclear: these are in statements.csv, with who says so.',
      of: ({ facts }) =>
        several(facts.filter((fact) => fact.values.some((value) => value.attributed)).map((fact) => fact.property)),
    },
  ];
}

const sample = <Record extends { example: boolean; brief: Brief }>(): Column<Row<Record>>[] => [
  {
    name: 'example',
    about: 'Whether it is sample data that comes with Kronika.',
    of: ({ record }) => record.example,
  },
  {
    name: 'invented',
    about: 'Whether it is invented, to show how Kronika works.',
    of: ({ record }) => record.brief.invented === true,
  },
];

const tags = <Record extends { tags: readonly string[] }>(): Column<Row<Record>> => ({
  name: 'tags',
  about: 'Tags of the desk.',
  desk: true,
  of: ({ record }) => several(record.tags),
});

export async function withFacts<Record extends { brief: Brief }>(
  db: Reader,
  records: readonly Record[],
  about: About,
): Promise<Row<Record>[]> {
  const ids = records.map((record) => record.brief.id);
  const facts = await loadFacts(db, ids, about.audience, { all: true });
  return records.map((record) => {
    const all = facts.get(record.brief.id) ?? [];
    // This includes disagreements that the desk has resolved, because the sources still give different values.
    const disputed = all.filter(
      ({ property, values }) =>
        values.length > 1 &&
        findConflicts(
          findProperty(property),
          values.map((value) => value.value),
        ).length > 0,
    );
    const shown = all
      .map((fact) => ({ ...fact, values: fact.values.filter((value) => value.shown) }))
      .filter((fact) => fact.values.length);
    return { record, about, facts: shown, disputed: disputed.map((fact) => fact.property) };
  });
}

const plain = <Record>(records: readonly Record[], about: About): Row<Record>[] =>
  records.map((record) => ({ record, about, facts: [], disputed: [] }));

function partTable(part: CasePart): Table<PartRecord> {
  const { name: kind, list, about, parent } = part;
  const inProceeding: Column<Row<PartRecord>>[] =
    parent === 'proceeding'
      ? [
          {
            name: 'proceeding',
            about: 'Number of the proceeding it belongs to.',
            of: ({ record }) => record.proceeding?.number,
          },
        ]
      : [];
  return {
    name: list,
    about,
    kind,
    get columns(): readonly Column<Row<PartRecord>>[] {
      return [
        { name: kind, about: 'Permanent number.', of: ({ record }) => record.brief.number },
        { name: 'case', about: 'Number of the case it belongs to.', of: ({ record }) => record.case?.number },
        {
          name: 'url',
          about: 'Address of its place on the case’s page.',
          of: ({ record, about: own }) => `${urlOf(own, record.case)}#${record.brief.kind}-${record.brief.number}`,
        },
        ...inProceeding,
        { name: 'title', about: 'Title. Editorial.', of: ({ record }) => record.brief.title },
        ...factColumns<PartRecord>(kind),
        ...sample(),
      ];
    },
    load: async (db, ids, own) => withFacts(db, await loadParts(db, part, ids, own.audience), own),
  };
}

export const actorTable: Table<ActorRecord> = {
  name: 'actors',
  about: 'People, outlets, organisations, authorities, courts, companies, networks.',
  kind: 'actor',
  get columns(): readonly Column<Row<ActorRecord>>[] {
    return [
      { name: 'actor', about: 'Permanent number.', of: ({ record }) => record.brief.number },
      { name: 'url', about: 'Address of its page.', of: ({ record, about }) => urlOf(about, record.brief) },
      { name: 'kind', about: 'Vocabulary actor-kind.', of: ({ record }) => record.kind },
      { name: 'name', about: 'The preferred name.', of: ({ record }) => record.names[0]?.text },
      {
        name: 'other_names',
        about: 'Aliases, transliterations, acronyms.',
        of: ({ record }) => several(record.names.slice(1).map((name) => name.text)),
      },
      ...factColumns<ActorRecord>('actor'),
      tags(),
      ...sample(),
    ];
  },
  load: async (db, ids, about) => withFacts(db, await loadActors(db, ids, about.audience), about),
};

export const sourceTable: Table<SourceRecord> = {
  name: 'sources',
  about: 'Sources of claims: articles, agency stories, posts, letters, rulings and others.',
  kind: 'source',
  get columns(): readonly Column<Row<SourceRecord>>[] {
    return [
      { name: 'source', about: 'Permanent number.', of: ({ record }) => record.brief.number },
      { name: 'url', about: 'Address of its page here.', of: ({ record, about }) => urlOf(about, record.brief) },
      { name: 'kind', about: 'Vocabulary source-kind.', of: ({ record }) => record.brief.sort },
      { name: 'title', about: 'Its title.', of: ({ record }) => record.brief.title },
      { name: 'publisher', about: 'Who published it, by name.', of: ({ record }) => record.publisher?.title },
      { name: 'publisher_actor', about: 'The same by number.', of: ({ record }) => record.publisher?.number },
      { name: 'published', about: 'When. EDTF.', of: ({ record }) => record.published },
      { name: 'language', about: 'BCP 47.', of: ({ record }) => record.language },
      {
        name: 'addresses',
        about: 'Its web addresses, current and former.',
        of: ({ record }) => several(record.addresses),
      },
      {
        name: 'derived_from',
        about: 'What it republishes, cites, translates or compiles.',
        of: ({ record }) =>
          several(record.derivedFrom.map((one) => `${one.kind}: ${one.source.title} [${refOf(one.source)}]`)),
      },
      { name: 'held', about: 'Whether the desk has a preserved copy.', of: ({ record }) => record.held },
      { name: 'note', about: 'The desk’s note.', of: ({ record }) => record.note },
      ...factColumns<SourceRecord>('source'),
      tags(),
      ...sample(),
    ];
  },
  load: async (db, ids, about) => withFacts(db, await loadSources(db, ids, about.audience), about),
};

export const captureTable: Table<CaptureRecord> = {
  name: 'captures',
  about: 'Preserved copies of sources. The copies themselves are not in the export.',
  kind: 'capture',
  columns: [
    { name: 'capture', about: 'Permanent number.', of: ({ record }) => record.brief.number },
    { name: 'source', about: 'Number of the source it is a copy of.', of: ({ record }) => record.source.number },
    {
      name: 'at',
      about:
        'When it was captured; if it comes from a web archive, when it was recorded, as the archive says. ISO 8601, UTC.',
      of: ({ record }) => record.at.toISOString(),
    },
    {
      name: 'method',
      about: 'fetch, browser: from the web; file, text: added by the desk; archive: from a web archive made elsewhere.',
      of: ({ record }) => record.method,
    },
    {
      name: 'archive_software',
      desk: true,
      about: 'If it comes from a web archive: with which software it was recorded, as the file says.',
      of: ({ record }) => record.archive?.software,
    },
    {
      name: 'archive_verdict',
      about: 'If it comes from a web archive: what the check of the file found, in one word.',
      of: ({ record }) => record.archive?.verdict,
    },
    {
      name: 'archive_sha256',
      desk: true,
      about: 'Hash of the imported file.',
      of: ({ record }) => record.archive?.sha256,
    },
    { name: 'address', about: 'Its web address.', of: ({ record }) => record.url },
    { name: 'media_type', about: 'Its media type.', of: ({ record }) => record.mediaType },
    { name: 'sha256', about: 'Hash of its bytes.', of: ({ record }) => record.sha256 },
    { name: 'language', about: 'BCP 47.', of: ({ record }) => record.language },
    ...sample(),
  ],
  load: async (db, ids, about) => plain(await loadCaptures(db, ids, about.audience), about),
};

export const questionTable: Table<QuestionRecord> = {
  name: 'questions',
  about: 'Open questions, and questions that were answered since.',
  kind: 'question',
  columns: [
    { name: 'question', about: 'Permanent number.', of: ({ record }) => record.brief.number },
    { name: 'case', about: 'Number of the case.', of: ({ record }) => record.case?.number },
    { name: 'wording', about: 'The question.', of: ({ record }) => record.brief.title },
    { name: 'language', about: 'BCP 47.', of: ({ record }) => record.language },
    {
      name: 'raised_by',
      about: 'Number of the claim that raises it.',
      of: ({ record }) => record.raisedBy?.number,
    },
    { name: 'answered', about: 'Whether it is answered.', of: ({ record }) => record.answered },
    {
      name: 'answered_by',
      about: 'Number of the claim that answers it; empty if the claim is not public.',
      of: ({ record }) => record.answeredBy?.number,
    },
    ...sample(),
  ],
  load: async (db, ids, about) => plain(await loadQuestions(db, ids, about.audience), about),
};

export const partTables = perPart(partTable);
