import type { Reader } from '../../platform/database/tx.ts';
import { perPart, type CasePart } from '../../record/kinds/parts.ts';
import type { Audience, Brief } from '../../record/views/briefs.ts';
import { loadDefinition } from '../../record/fields/definition.ts';
import { loadTranslations } from '../../record/translations/load.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import { headOf, type About, type Asked, type Report } from '../export/about.ts';
import { prefetch, pageSize } from '../export/pages.ts';
import { loadActors, loadCaptures, loadCases, loadParts, loadQuestions, loadSources } from '../export/records.ts';
import { exportKinds, holds, select, withContext, type ExportKind, type Selection } from '../export/select.ts';
import { lineSchema, type HeadLine, type LineOf, type RecordLine } from './jsonl-lines.ts';

/** Undefined for an empty value, so that the line does not have the field. */
const some = <T>(value: T | null | undefined | ''): T | undefined =>
  value === null || value === '' ? undefined : value;
const someOf = (values: readonly string[]): string[] | undefined => (values.length ? [...values] : undefined);
const mark = (value: boolean): true | undefined => (value ? true : undefined);
const refOf = (brief: Brief): string => `${brief.kind}/${brief.number}`;
/** Whether the export contains an item. References to other items, such as hidden ones, have no ref. */
type IsExported = (brief: Brief) => boolean;
const refIn = (isExported: IsExported, brief: Brief | null): string | undefined =>
  brief && isExported(brief) ? refOf(brief) : undefined;
const deskOnly = (visibility: string, audience: Audience): 'desk' | undefined =>
  audience === 'desk' && visibility !== 'public' ? 'desk' : undefined;
const seenBy = (brief: Brief): 'public' | 'desk' => (brief.visibility === 'public' ? 'public' : 'desk');
const foot = (record: { brief: Brief; example: boolean }) => ({
  visibility: seenBy(record.brief),
  example: mark(record.example),
  invented: record.brief.invented,
});

export function claimLineOf(
  claim: ClaimView,
  {
    example,
    audience,
    isExported,
    deskPassages,
  }: { example: boolean; audience: Audience; isExported: IsExported; deskPassages: ReadonlySet<number> },
): LineOf<'claim'> {
  return {
    type: 'claim',
    ref: claim.ref,
    case: refIn(isExported, claim.case),
    wording: claim.wording,
    kind: claim.kind,
    language: claim.language,
    mode: claim.mode,
    certainty: claim.certainty as LineOf<'claim'>['certainty'],
    state: claim.state === 'checked' ? undefined : claim.state === 'imported' ? 'imported' : 'draft',
    chain: claim.chain.map((link) => {
      const hidden = link.hidden || (link.speaker !== null && !isExported(link.speaker));
      return {
        actor: refIn(isExported, link.speaker),
        hidden: mark(hidden),
        asWritten: some(link.asWritten),
        verb: some(link.verb),
        source: refIn(isExported, link.source),
        carriedOver: mark(link.carriedOver),
        pagesOwn: mark(link.pagesOwn),
        visibility: hidden ? undefined : deskOnly(link.visibility, audience),
      };
    }),
    support: {
      kind: claim.support,
      source: refIn(isExported, claim.source),
      withheld: some(claim.withheld),
      note: some(claim.note),
      passage: claim.passage
        ? {
            capture: refIn(isExported, claim.passage.capture),
            start: claim.passage.start,
            end: claim.passage.end,
            exact: claim.passage.exact,
            prefix: some(claim.passage.prefix),
            suffix: some(claim.passage.suffix),
            page: some(claim.passage.page),
            visibility: deskPassages.has(claim.passage.id) ? ('desk' as const) : undefined,
          }
        : undefined,
    },
    statements: claim.statements.flatMap((statement) => {
      const { thing, value } = statement.value;
      if (!isExported(statement.subject)) return [];
      return {
        subject: refOf(statement.subject),
        property: statement.property,
        value: thing && !isExported(thing) ? withoutRef(value, thing.kind) : value,
        rank: statement.rank === 'normal' ? undefined : statement.rank,
        hidden:
          thing && !isExported(thing)
            ? { kind: thing.kind, sort: thing.kind === 'actor' ? some(thing.sort) : undefined }
            : undefined,
      };
    }),
    visibility: claim.visibility === 'public' ? 'public' : 'desk',
    example: mark(example),
    invented: mark(claim.invented),
  };
}

/**
 * Replaces refs of a kind in a value with null. The desk may see the number of a sealed item, but an export must not
 * contain it.
 */
function withoutRef(value: unknown, kind: string): unknown {
  const isRef = (part: unknown): boolean => typeof part === 'string' && part.startsWith(`${kind}/`);
  if (isRef(value)) return null;
  if (!value || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, isRef(part) ? null : part]));
}

/** Translated fields whose original text is in a field of the line with the same name. */
const ownFields = /^(?:title|summary|wording)$/;

/** The translations of items for their lines, by id. Exports for readers leave out outdated ones. */
async function translationsIn(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
): Promise<(id: number) => LineOf<'case'>['translations']> {
  const found = await loadTranslations(db, ids, audience);
  return (id) => {
    const lines = (found.get(id) ?? [])
      // The export has no answers to disagreements.
      .filter((one) => (audience === 'desk' || !one.outdated) && !one.field.startsWith('answer.'))
      .map(({ field, language, text, outdated, original }) => ({
        field,
        language,
        text,
        original: outdated || !ownFields.test(field) ? original : undefined,
      }));
    return lines.length ? lines : undefined;
  };
}

type Loading = { audience: Audience; isExported: IsExported; context(id: number): true | undefined };
type Loader = (db: Reader, ids: readonly number[], loading: Loading) => Promise<RecordLine[]>;

const partLoader =
  (part: CasePart): Loader =>
  async (db, ids, { audience, isExported, context }) => {
    const translations = await translationsIn(db, ids, audience);
    return (await loadParts(db, part, ids, audience)).flatMap((record) => {
      if (!isExported(record.case!) || (record.proceeding && !isExported(record.proceeding))) return [];
      return {
        type: part.name,
        ref: refOf(record.brief),
        [part.parent]: refOf(record[part.parent]!),
        title: record.brief.title,
        translations: translations(record.brief.id),
        context: context(record.brief.id),
        ...foot(record),
      } as RecordLine;
    });
  };

const loaders: Record<ExportKind, Loader> = {
  actor: async (db, ids, { audience }) =>
    (await loadActors(db, ids, audience)).map((record) => ({
      type: 'actor',
      ref: refOf(record.brief),
      kind: record.kind as LineOf<'actor'>['kind'],
      names: record.names.map((name) => ({
        text: name.text,
        kind: name.kind as 'alias',
        language: some(name.language),
      })),
      tags: someOf(record.tags),
      ...foot(record),
    })),
  source: async (db, ids, { audience, isExported }) => {
    const translations = await translationsIn(db, ids, audience);
    return (await loadSources(db, ids, audience)).map((record) => ({
      type: 'source',
      ref: refOf(record.brief),
      kind: (record.brief.sort ?? 'other') as LineOf<'source'>['kind'],
      title: record.brief.title,
      publisher: refIn(isExported, record.publisher),
      published: some(record.published),
      language: some(record.language),
      note: some(record.note),
      withheld: audience === 'desk' ? some(record.withheld) : undefined,
      addresses: record.addresses,
      derivedFrom: record.derivedFrom.flatMap((one) =>
        !isExported(one.source) ? [] : [{ source: refOf(one.source), kind: one.kind, basis: some(one.basis) }],
      ),
      translations: translations(record.brief.id),
      tags: someOf(record.tags),
      ...foot(record),
    }));
  },
  capture: async (db, ids, { audience, isExported }) =>
    (await loadCaptures(db, ids, audience))
      .filter((record) => isExported(record.source))
      .map((record) => ({
        type: 'capture',
        ref: refOf(record.brief),
        source: refOf(record.source),
        method: record.method,
        url: some(record.url),
        at: record.at.toISOString(),
        mediaType: record.mediaType,
        sha256: record.sha256,
        language: some(record.language),
        text: some(record.text),
        archive: some(record.archive),
        ...foot(record),
      })),
  case: async (db, ids, { audience, context }) => {
    const translations = await translationsIn(db, ids, audience);
    return (await loadCases(db, ids, audience)).map((record) => ({
      type: 'case',
      ref: refOf(record.brief),
      title: record.brief.title,
      summary: some(record.summary),
      writtenIn: some(record.writtenIn),
      translations: translations(record.brief.id),
      tags: someOf(record.tags),
      context: context(record.brief.id),
      ...foot(record),
    }));
  },
  ...perPart(partLoader),
  claim: async (db, ids, { audience, isExported }) => {
    const claims = await loadClaims(db, ids, audience);
    const translations = await translationsIn(db, ids, audience);
    const [examples, deskPassages] = [
      await examplesAmong(db, ids),
      audience === 'desk' ? await deskPassagesOf(db, ids) : new Set<number>(),
    ];
    return claims
      .filter((claim) => claim.state !== 'withdrawn' && claim.withdrawn === null && claim.visibility !== 'sealed')
      .map((claim) => {
        const line = claimLineOf(claim, { example: examples.has(claim.id), audience, isExported, deskPassages });
        // Values about laws may be left out of the line. Then their translations are left out, too.
        const whole = JSON.stringify(line);
        const texts = translations(claim.id)?.filter(
          ({ field, original }) => !field.startsWith('value.') || whole.includes(JSON.stringify(original)),
        );
        return { ...line, translations: texts?.length ? texts : undefined };
      });
  },
  question: async (db, ids, { audience, isExported }) => {
    const translations = await translationsIn(db, ids, audience);
    return (await loadQuestions(db, ids, audience)).map((record) => ({
      type: 'question',
      ref: refOf(record.brief),
      case: refIn(isExported, record.case),
      wording: record.brief.title,
      language: record.language,
      raisedBy: refIn(isExported, record.raisedBy),
      answeredBy: refIn(isExported, record.answeredBy),
      answered: mark(record.answered && !refIn(isExported, record.answeredBy)),
      translations: translations(record.brief.id),
      ...foot(record),
    }));
  },
};

async function examplesAmong(db: Reader, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('thing')
    .select('id')
    .where('id', 'in', [...ids])
    .where('example', '=', true)
    .execute();
  return new Set(rows.map((row) => row.id));
}

async function deskPassagesOf(db: Reader, claimIds: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('passage')
    .innerJoin('claim', 'claim.passage_id', 'passage.id')
    .select('passage.id')
    .where('claim.id', 'in', [...claimIds])
    .where('passage.visibility', '!=', 'public')
    .execute();
  return new Set(rows.map((row) => row.id));
}

/**
 * The record as JSON Lines: a head that describes the export, then the items, then their number. Each item comes after
 * the items to which it refers.
 */
export async function* jsonLines(
  db: Reader,
  asked: Asked,
  about: About,
  record: string,
  report: Report = () => {},
): AsyncGenerator<string> {
  const selection = await select(db, asked, about.audience);
  const total = exportKinds.reduce((sum, kind) => sum + selection.found[kind].size, selection.context.size);
  let lines = 1;
  let done = 0;
  const head: HeadLine = {
    type: 'kronika',
    version: 1,
    ...headOf(about, record),
    fields: await fieldsFor(db, about.audience),
    schema: lineSchema(),
  };
  yield `${JSON.stringify(head)}\n`;
  for (const kind of exportKinds) {
    for await (const { page, count } of linesOf(db, selection, kind, about.audience)) {
      if (page.length) yield `${page.map((line) => JSON.stringify(line)).join('\n')}\n`;
      lines += page.length;
      report((done += count), total);
    }
  }
  yield `${JSON.stringify({ type: 'end', lines })}\n`;
}

async function* linesOf(
  db: Reader,
  selection: Selection,
  kind: ExportKind,
  audience: Audience,
): AsyncGenerator<{ page: RecordLine[]; count: number }> {
  const context = (id: number): true | undefined => mark(!selection.found[kind].has(id));
  const isExported: IsExported = (brief) => !brief.hidden && !brief.withdrawn && holds(selection, brief.kind, brief.id);
  const ids = await withContext(db, selection, kind);
  yield* prefetch(ids.pages(pageSize), async (some) => ({
    page: await loaders[kind](db, some, { audience, isExported, context }),
    count: some.length,
  }));
}

/** The fields and lists that this installation has added, so that another installation can read their values. */
async function fieldsFor(db: Reader, audience: Audience): Promise<HeadLine['fields']> {
  const { fields, lists } = await loadDefinition(db);
  const declared = fields.filter(({ visibility }) => audience === 'desk' || visibility === 'public');
  const used = new Set(declared.flatMap(({ value }) => (value.type === 'choice' ? [value.list] : [])));
  return declared.length ? { lists: lists.filter(({ key }) => used.has(key)), fields: declared } : undefined;
}
