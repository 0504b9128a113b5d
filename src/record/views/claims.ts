import { sql } from 'kysely';
import { gather } from '../../platform/database/gather.ts';
import { noteGiven } from '../../platform/database/viewer.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { attributedModes, type ClaimState, type Mode, type Rank, type Support } from '../tables.ts';
import type { TermKey } from '../vocabulary/terms.ts';
import { isDeskOnly } from '../vocabulary/properties.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';
import type { PagePart } from '../sources/pdf-layout.ts';
import type { CaptureMethod } from '../kinds/capture.ts';
import { isPreserved } from './held.ts';
import { Translations } from '../translations/load.ts';
import { currentReading, type Reading } from '../translations/reading.ts';
import { viewValue, withOurs, type ValueView } from './values.ts';
import { cutAtWord, quotationLength } from '../claims/quoted-passage.ts';
import { countedClaim } from '../claims/counted.ts';

/**
 * One link of the attribution. The first link is the first speaker. `speaker` is null if the source names no speaker,
 * or if the speaker is not public.
 */
export type LinkView = {
  speaker: Brief | null;
  /** Whether the speaker is known but not public; readers see "a person known to the desk". */
  hidden: boolean;
  asWritten: string | null;
  /** For readers, our translation of `asWritten`, if there is one. */
  asWrittenOurs?: string;
  verb: string | null;
  source: Brief | null;
  carriedOver: boolean;
  pagesOwn: boolean;
  visibility: string;
};

export type StatementView = { id: number; subject: Brief; property: string; value: ValueView; rank: Rank };

export type PassageView = {
  id: number;
  capture: Brief;
  /** When the page with the passage was preserved. `fromArchive`: when it was recorded, as a web archive says. */
  capturedAt: Date;
  fromArchive: boolean;
  exact: string;
  shortened: boolean;
  /** For readers, our translation of `exact`, if there is one. */
  ours?: string;
  prefix: string;
  suffix: string;
  start: number;
  end: number;
  /** In a PDF, the number of the page on which it begins. */
  page: number | null;
  /** The third of this page in which it begins. */
  pagePart: PagePart | null;
};

export type ClaimView = {
  id: number;
  ref: string;
  number: number;
  version: number;
  visibility: string;
  /** For readers, the translation of a paraphrase into their language, if there is one. */
  wording: string;
  kind: 'quotation' | 'paraphrase';
  /** The language of `wording`. */
  language: string;
  /** The wording that the desk wrote, if `wording` is a translation. */
  original?: { wording: string; language: string };
  /** For readers, our translation of a quotation into their language, if there is one. */
  ours?: string;
  mode: Mode;
  /** Whether the claim must not be shown without its speaker. */
  attributed: boolean;
  certainty: string;
  state: ClaimState;
  withdrawn: { at: Date; reason: string } | null;
  /** Whether the claim is invented, to show how Kronika works. */
  invented: boolean;
  case: Brief | null;
  chain: LinkView[];
  support: Support;
  source: Brief | null;
  /** Why readers do not see the source; null if the desk gave no reason, or if they see it. */
  withheld: TermKey<'withheld-reason'> | null;
  /** Whether the source has a preserved copy, even if the claim has no passage: it can be based on a whole file. */
  held: boolean;
  /** The publisher of the source. */
  publisher: Brief | null;
  /** The language of the source and of its passages, if it is known. */
  sourceLanguage: string | null;
  /** When the source was published (EDTF). */
  published: string | null;
  addresses: string[];
  note: string | null;
  passage: PassageView | null;
  statements: StatementView[];
  origin: string;
  checkedAt: Date | null;
  /** When the claim was imported from a table. */
  importedAt: Date | null;
};

/**
 * The page or document that speaks in a link: the one that the link names or, if the page speaks in its own words, the
 * source of the claim. Null if a person or organisation speaks, even one that the link only describes (`asWritten`).
 */
export const speakingPage = (claim: ClaimView, link: LinkView): Brief | null =>
  link.hidden || link.speaker
    ? null
    : (link.source ?? (link.pagesOwn && link.asWritten === null ? claim.source : null));

/** The condition for claims that the public can see. */
export const publicClaim = sql<boolean>`(${countedClaim('claim')} and thing.visibility = 'public' and thing.withdrawn_at is null and thing.redacted_at is null)`;

/**
 * Claims with their attribution, support and statements, in the order of `ids`. Readers get only public claims whose
 * values count. The desk gets all claims, without the content of sealed ones.
 */
export async function loadClaims(db: Reader, ids: readonly number[], audience: Audience): Promise<ClaimView[]> {
  if (ids.length === 0) return [];
  const reading = audience === 'public' ? currentReading() : undefined;
  const views = await gather(db, `claims ${audience} ${reading?.language ?? ''}`, ids, (all) =>
    askClaims(db, all, audience, reading),
  );
  return [...new Set(ids)].flatMap((id) => views.get(id) ?? []);
}

async function askClaims(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
  reading: Reading | undefined,
): Promise<Map<number, ClaimView>> {
  const among = (column: string) => sql<boolean>`${sql.ref(column)} = any(${[...ids]}::bigint[])`;
  const claims = db
    .selectFrom('claim')
    .innerJoin('thing', 'thing.id', 'claim.id')
    .leftJoin('source', 'source.id', 'claim.source_id')
    .leftJoin('thing as source_thing', 'source_thing.id', 'claim.source_id')
    .leftJoin('source as whole', 'whole.id', 'source_thing.merged_into')
    .leftJoin('passage', 'passage.id', 'claim.passage_id')
    .leftJoin('capture', 'capture.id', 'passage.capture_id')
    .select([
      'claim.id',
      'thing.number',
      'thing.version',
      'thing.visibility',
      'thing.withdrawn_at',
      'thing.withdrawn_reason',
      'thing.invented',
      'claim.case_id',
      'claim.wording',
      'claim.kind',
      'claim.language',
      'claim.mode',
      'claim.certainty',
      'claim.state',
      'claim.support',
      'claim.source_id',
      'claim.support_note',
      'claim.origin',
      'claim.checked_at',
      'claim.imported_at',
      'source.publisher_id',
      'source.published',
      'source.language as source_language',
      sql<TermKey<'withheld-reason'> | null>`case when whole.id is null then source.withheld else whole.withheld end`.as(
        'withheld',
      ),
      'passage.id as passage_id',
      'passage.capture_id',
      'passage.page',
      'passage.page_part',
      'capture.captured_at',
      'capture.method as capture_method',
      'passage.start_at',
      'passage.end_at',
      'passage.exact',
      'passage.prefix',
      'passage.suffix',
      'passage.visibility as passage_visibility',
    ])
    .where(among('claim.id'))
    .$if(audience === 'public', (query) => query.where(publicClaim));
  const [rows, allLinks, allStatements, addresses, held, translations] = await Promise.all([
    claims.execute(),
    db.selectFrom('chain_link').selectAll().where(among('claim_id')).orderBy('claim_id').orderBy('position').execute(),
    db
      .selectFrom('statement')
      .select(['id', 'claim_id', 'subject_id', 'property', 'value', 'value_thing', 'rank'])
      .where(among('claim_id'))
      .orderBy('id')
      .execute(),
    db
      .selectFrom('source_address')
      .select(['source_id', 'url'])
      .where(
        sql<boolean>`source_id = any(array(select c.source_id from claim c where c.id = any(${[...ids]}::bigint[])))`,
      )
      .orderBy('url')
      .execute(),
    heldSources(db, ids, audience),
    reading ? Translations.load(db, ids) : null,
  ]);
  const views = new Map<number, ClaimView>();
  if (rows.length === 0) return views;
  const present = new Set(rows.map((row) => row.id));
  if (audience === 'desk') noteGiven(present);
  const [links, statements] = [
    allLinks.filter((link) => present.has(link.claim_id)),
    allStatements.filter((statement) => present.has(statement.claim_id)),
  ];
  const briefs = await loadBriefs(
    db,
    [
      ...rows.flatMap((row) => [row.case_id, row.source_id, row.publisher_id, row.capture_id]),
      ...links.flatMap((link) => [link.actor_id, link.source_id]),
      ...statements.flatMap((statement) => [statement.subject_id, statement.value_thing]),
    ].filter((id) => id !== null && id !== undefined),
    audience,
  );
  const brief = (id: number | null): Brief | null => (id === null ? null : (briefs.get(id) ?? null));
  const open = (id: number | null): Brief | null => {
    const found = brief(id);
    return found?.hidden && audience === 'public' ? null : found;
  };

  for (const row of rows) {
    const sealed = row.visibility === 'sealed';
    const translation = translations?.of(row.id, 'wording', row.wording);
    const ours = row.kind === 'quotation' && !sealed ? translations?.ours(row.id, row.wording) : undefined;
    const source = brief(row.source_id);
    const sourceHidden = audience === 'public' && source?.hidden === true;
    const showPassage =
      row.passage_id !== null &&
      !sealed &&
      (audience === 'desk'
        ? row.passage_visibility !== 'sealed'
        : row.passage_visibility === 'public' && !sourceHidden);
    views.set(row.id, {
      id: row.id,
      ref: `claim/${row.number}`,
      number: row.number,
      version: row.version,
      visibility: row.visibility,
      wording: sealed ? '' : (translation ?? row.wording),
      kind: row.kind,
      language: translation === undefined ? row.language : reading!.language,
      ...(ours !== undefined && { ours }),
      ...(translation !== undefined && { original: { wording: row.wording, language: row.language } }),
      mode: row.mode,
      attributed: attributedModes.includes(row.mode),
      certainty: row.certainty,
      state: row.state,
      withdrawn: row.withdrawn_at ? { at: row.withdrawn_at, reason: row.withdrawn_reason ?? '' } : null,
      invented: row.invented,
      case: open(row.case_id),
      chain: [],
      support: row.support,
      source: sourceHidden ? null : source,
      withheld: source && source.visibility !== 'public' ? row.withheld : null,
      held: row.support === 'passage' || (row.source_id !== null && !sourceHidden && held.has(row.source_id)),
      publisher: sourceHidden ? null : open(row.publisher_id),
      sourceLanguage: sourceHidden ? null : row.source_language,
      published: sourceHidden ? null : row.published,
      addresses: sourceHidden
        ? []
        : addresses.filter((address) => address.source_id === row.source_id).map((address) => address.url),
      // For claims told to the desk, the note says when, and to whom. Only the desk may see this.
      note: audience === 'public' && (row.support === 'direct-word' || sourceHidden) ? null : row.support_note,
      passage: showPassage ? viewPassage(row as PassageColumns, briefs, audience, translations) : null,
      statements: [],
      origin: row.origin,
      checkedAt: row.checked_at,
      importedAt: row.imported_at,
    });
  }
  for (const link of links) {
    const view = views.get(link.claim_id);
    if (!view || view.visibility === 'sealed') continue;
    const actor = brief(link.actor_id);
    const hidden =
      (audience === 'public' && (link.visibility !== 'public' || actor?.hidden === true)) ||
      link.visibility === 'sealed';
    const ours = hidden || link.actor_id !== null ? undefined : translations?.ours(link.claim_id, link.as_written);
    view.chain.push({
      speaker: hidden ? null : actor,
      hidden,
      asWritten: hidden ? null : link.as_written,
      ...(ours !== undefined && { asWrittenOurs: ours }),
      verb: link.verb,
      source: hidden ? null : open(link.source_id),
      carriedOver: link.carried_over,
      pagesOwn: link.pages_own,
      visibility: link.visibility,
    });
  }
  for (const statement of statements) {
    const view = views.get(statement.claim_id);
    const subject = brief(statement.subject_id);
    if (!view || view.visibility === 'sealed' || !subject) continue;
    if (audience === 'public' && (subject.hidden || isDeskOnly(statement.property))) continue;
    view.statements.push({
      id: statement.id,
      subject,
      property: statement.property,
      value: withOurs(
        viewValue(statement.property, statement.value, brief(statement.value_thing), audience),
        translations,
        [statement.claim_id],
      ),
      rank: statement.rank,
    });
  }
  return views;
}

/** Among the sources of claims that are based on a whole source: the sources with a preserved copy. */
async function heldSources(db: Reader, claimIds: readonly number[], audience: Audience): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select i.id from (
      select distinct c.source_id as id from claim c
      where c.id = any(${[...claimIds]}::bigint[]) and c.support = 'reference' and c.source_id is not null
    ) i
    where exists (
      select from thing s join capture k on k.source_id = s.id join thing t on t.id = k.id
      where (s.id = i.id or s.merged_into = i.id) and ${isPreserved(audience)})`.execute(db);
  return new Set(rows.map((row) => Number(row.id)));
}

type PassageColumns = {
  id: number;
  passage_id: number;
  capture_id: number;
  captured_at: Date;
  capture_method: CaptureMethod;
  exact: string;
  prefix: string;
  suffix: string;
  start_at: number;
  end_at: number;
  page: number | null;
  page_part: PagePart | null;
};

function viewPassage(
  row: PassageColumns,
  briefs: Map<number, Brief>,
  audience: Audience,
  translations: Translations | null,
): PassageView {
  const shortened = audience === 'public' && row.exact.length > quotationLength;
  const exact = shortened ? cutAtWord(row.exact) : row.exact;
  const ours = translations?.ours(row.id, exact);
  return {
    id: row.passage_id,
    capture: briefs.get(row.capture_id)!,
    capturedAt: row.captured_at,
    fromArchive: row.capture_method === 'archive',
    exact,
    ...(ours !== undefined && { ours }),
    shortened,
    prefix: audience === 'public' ? '' : row.prefix,
    suffix: audience === 'public' ? '' : row.suffix,
    start: row.start_at,
    end: row.end_at,
    page: row.page,
    pagePart: row.page_part,
  };
}
