import { isShown } from '../../record/permissions.ts';
import { sql } from 'kysely';
import { isLetterText } from '../../letters/hosted/content.ts';
import { besideText } from './beside-text.ts';
import type {} from '../comments/tables.ts';
import type { Node } from 'prosemirror-model';
import { compareCited, forPage } from '../../documents/agreement/compare-cited.ts';
import { checkArticle, type ArticleCheck } from '../../documents/checks/check-article.ts';
import { unfit, type Unfit } from '../../documents/claims/cited-claim.ts';
import { loadContext } from '../../documents/checks/load-context.ts';
import type { Figures } from '../../documents/computed/figures.ts';
import type { EmbedChecks } from '../../documents/embeds/registry.ts';
import { compareArticles, type ComparedSentence } from '../../documents/model/compare.ts';
import { diffDocument, formOf } from '../../documents/model/diff-document.ts';
import type { ArticleForm } from '../../documents/model/form.ts';
import { readDocument } from '../../documents/model/schema.ts';
import type { ArticlePhotos } from '../../documents/photos/load-photos.ts';
import type { DocumentState } from '../../documents/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import { loadDeskActions, type DeskAction } from './desk-actions.ts';
import { loadNotes } from '../public/notes.ts';
import type {} from '../publication/tables.ts';
import type {} from '../share/tables.ts';
import { loadTags } from '../tags/queries.ts';
import type { PublicNote } from '../public/public-article.ts';

export type RevisionRow = {
  number: number;
  at: Date;
  by: string | null;
  why: string | null;
  headline: string;
  /** The edition that published this revision; null if none did. */ edition: number | null;
};

/** A claim that the article cites. `unfit`: why a published text must not use the claim; null if it may. */
export type DeskClaim = { ref: string; claim: ClaimView; unfit: Unfit | null };

/** Everything that the desk page of an article needs. */
export type DeskArticle = {
  id: number;
  number: number;
  article: string;
  /** The version to send with the next save. */
  version: number;
  state: DocumentState;
  example: boolean;
  /** The newest revision as values of the form. */
  form: ArticleForm;
  revision: number;
  savedAt: Date;
  savedBy: string | null;
  /** The results of the checks "Sourced" and "Verbatim" (invariants) for the newest revision. */
  check: ArticleCheck;
  /** The cited claims, by the ref that sentences use. Unknown refs are left out. */
  claims: Map<string, DeskClaim>;
  /** The statistics of calculated sentences, counted now. */
  figures: Figures;
  /** The embeds of the article, by `embedKey`. */
  embeds: EmbedChecks;
  /** The photos, by the refs in photo blocks. */
  photos: ArticlePhotos;
  cases: Brief[];
  /** The saved revisions, newest first. */
  revisions: RevisionRow[];
  editions: { number: number; at: Date; by: string | null; note: string | null; revision: number; headline: string }[];
  /** The actions that retracted, removed, unpublished or restored the article. The newest comes first. */
  acts: DeskAction[];
  tags: { slug: string; name: string }[];
  firstPublishedAt: Date | null;
  section: string | null;
  /** What an editor wrote as the last part of the article's URL, and as its description for search results. */
  slug: string | null;
  description: string | null;
  /** The photo for shared links, such as `photo/12`. Null if a picture of the headline is used. */
  sharePicture: string | null;
  /** Whether readers can comment on the article. Null if the publication's setting decides. */
  commentsOpen: boolean | null;
  /** The hash from `besideText`. */
  beside: string;
  /** Whether a revision was saved since the newest edition. */
  editedSince: boolean;
  /** Whether it is public, approved or scheduled. Then only editors can change what readers see beside its text. */
  shown: boolean;
  /** The notes of the newest edition whose claims have changed since. */
  drifted: PublicNote[];
};

/** An article as it was last saved, without its checks. */
export type SavedArticle = Pick<
  DeskArticle,
  | 'id'
  | 'number'
  | 'article'
  | 'version'
  | 'state'
  | 'example'
  | 'form'
  | 'revision'
  | 'savedAt'
  | 'savedBy'
  | 'revisions'
  | 'editions'
  | 'beside'
  | 'editedSince'
  | 'shown'
  | 'slug'
  | 'description'
>;

/**
 * Loads an article as it was last saved. Sentences are not compared with their claims, so loading takes only the time
 * of its queries.
 * @throws AppError `not_found`; `redacted`
 */
export const loadSavedArticle = async (db: Reader, number: number): Promise<SavedArticle> =>
  (await loadSaved(db, number)).saved;

async function loadSaved(db: Reader, number: number) {
  const row = await findArticle(db, number);
  // The hash is read first. If something beside the text changes during the other queries, the hash is outdated, and
  // the user's next action is rejected with `conflict`.
  const beside = await besideText(db, row.id);
  const revisions = await listRevisions(db, row.id);
  const newest = revisions[0]!;
  const { doc, form } = await loadForm(db, row.revision_id);
  const editions = await db
    .selectFrom('edition')
    .innerJoin('revision', 'revision.id', 'edition.revision_id')
    .leftJoin('account', 'account.id', 'edition.by_account')
    .select([
      'edition.number',
      'edition.at',
      'edition.note',
      'account.name as by',
      'revision.number as revision',
      'revision.headline',
    ])
    .where('edition.document_id', '=', row.id)
    .orderBy('edition.number', 'desc')
    .execute();
  const { rows } = await sql<{
    shown: boolean;
  }>`select ${isShown()} as shown from thing t where t.id = ${row.id}`.execute(db);
  const saved: SavedArticle = {
    id: row.id,
    number: row.number,
    article: `article/${row.number}`,
    version: row.version,
    state: row.state,
    example: row.example,
    form,
    revision: newest.number,
    savedAt: newest.at,
    savedBy: newest.by,
    revisions,
    editions,
    beside,
    slug: row.slug,
    description: row.description,
    shown: rows[0]!.shown,
    editedSince: editions.length > 0 && editions[0]!.revision !== newest.number,
  };
  return { row, doc, saved };
}

/** @throws AppError `not_found`; `redacted` */
export async function loadDeskArticle(db: Reader, number: number): Promise<DeskArticle> {
  const { row, doc, saved } = await loadSaved(db, number);
  const { form } = saved;
  const context = await loadContext(db, doc, {
    byline: form.byline.names,
    language: form.language,
    letter: await isLetterText(db, row.id),
  });
  const caseIds = await db
    .selectFrom('revision_case')
    .select('case_id')
    .where('revision_id', '=', row.revision_id)
    .orderBy('position')
    .execute();
  const briefs = await loadBriefs(
    db,
    caseIds.map((one) => one.case_id),
    'desk',
  );
  const notes = row.edition_id === null ? [] : (await loadNotes(db, [row.edition_id])).get(row.edition_id)!.notes;
  return {
    ...saved,
    check: checkArticle(doc, context, await compareCited(doc, context, forPage)),
    claims: new Map([...context.claims].map(([ref, one]) => [ref, { ref, claim: one.desk, unfit: unfit(one) }])),
    figures: context.figures,
    embeds: context.embeds,
    photos: context.photos,
    cases: caseIds.flatMap((one) => briefs.get(one.case_id) ?? []),
    acts: await loadDeskActions(db, row.id),
    tags: (await loadTags(db, [row.id])).get(row.id) ?? [],
    firstPublishedAt: row.first_published_at,
    section:
      (await db.selectFrom('article_section').select('section').where('document_id', '=', row.id).executeTakeFirst())
        ?.section ?? null,
    sharePicture: await sharePictureOf(db, row.id),
    commentsOpen:
      (await db.selectFrom('article_commenting').select('open').where('document_id', '=', row.id).executeTakeFirst())
        ?.open ?? null,
    drifted: notes.filter((note) => note.status !== 'stands'),
  };
}

/** The current revision of an article, and who saved it. @throws AppError `not_found`; `redacted` */
export async function loadHead(
  db: Reader,
  number: number,
): Promise<{
  id: number;
  number: number;
  version: number;
  revision: number;
  by: string | null;
  doc: Node;
  form: ArticleForm;
}> {
  const row = await findArticle(db, number);
  const newest = await db
    .selectFrom('revision')
    .leftJoin('account', 'account.id', 'revision.by_account')
    .select(['revision.number', 'account.name as by'])
    .where('revision.id', '=', row.revision_id)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    revision: newest.number,
    by: newest.by,
    ...(await loadForm(db, row.revision_id)),
  };
}

async function findArticle(db: Reader, number: number) {
  const row = Number.isSafeInteger(number)
    ? await db
        .selectFrom('thing')
        .innerJoin('document', 'document.id', 'thing.id')
        .select([
          'thing.id',
          'thing.number',
          'thing.version',
          'thing.example',
          'thing.redacted_at',
          'document.state',
          'document.revision_id',
          'document.edition_id',
          'document.first_published_at',
          'document.slug',
          'document.description',
        ])
        .where('thing.kind', '=', 'article')
        .where('thing.number', '=', number)
        .executeTakeFirst()
    : undefined;
  if (!row) throw new AppError('not_found');
  if (row.redacted_at) throw new AppError('redacted');
  return row;
}

async function sharePictureOf(db: Reader, documentId: number): Promise<string | null> {
  const found = await db
    .selectFrom('article_share')
    .innerJoin('thing', 'thing.id', 'photo_id')
    .select('thing.number')
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  return found ? `photo/${found.number}` : null;
}

const listRevisions = (db: Reader, documentId: number): Promise<RevisionRow[]> =>
  db
    .selectFrom('revision')
    .leftJoin('account', 'account.id', 'revision.by_account')
    .select(['revision.number', 'revision.at', 'revision.why', 'revision.headline', 'account.name as by'])
    .select((eb) =>
      eb
        .selectFrom('edition')
        .select((one) => one.fn.max('edition.number').as('number'))
        .whereRef('edition.revision_id', '=', 'revision.id')
        .as('edition'),
    )
    .where('revision.document_id', '=', documentId)
    .orderBy('revision.number', 'desc')
    .execute();

/** A revision as form values. */
async function loadForm(db: Reader, revisionId: number): Promise<{ doc: Node; form: ArticleForm }> {
  const row = await db
    .selectFrom('revision')
    .select(['doc', 'language', 'byline_kind', 'byline_names'])
    .where('id', '=', revisionId)
    .executeTakeFirstOrThrow();
  const cases = await db
    .selectFrom('revision_case')
    .innerJoin('thing', 'thing.id', 'revision_case.case_id')
    .select('thing.number')
    .where('revision_id', '=', revisionId)
    .orderBy('position')
    .execute();
  const doc = readDocument(row.doc);
  return {
    doc,
    form: {
      ...formOf(doc),
      byline: { kind: row.byline_kind, names: row.byline_names },
      language: row.language,
      cases: cases.map((one) => `case/${one.number}`),
    },
  };
}

/** One saved revision, as form values. @throws AppError `not_found` */
export async function loadRevision(
  db: Reader,
  number: number,
  revision: number,
): Promise<{ revision: RevisionRow; form: ArticleForm }> {
  const article = await findArticle(db, number);
  const found = await findRevision(db, article.id, revision);
  const { form } = await loadForm(db, found.id);
  const row = (await listRevisions(db, article.id)).find((one) => one.number === revision)!;
  return { revision: row, form };
}

/** Two revisions of an article, sentence by sentence. @throws AppError `not_found` */
export async function compareRevisions(
  db: Reader,
  number: number,
  before: number,
  after: number,
): Promise<ComparedSentence[]> {
  const article = await findArticle(db, number);
  const [old, now] = [await findRevision(db, article.id, before), await findRevision(db, article.id, after)];
  return compareArticles(readDocument(old.doc), readDocument(now.doc));
}

/** Compares a person's input with the saved text, for the page about a conflict. Writes nothing. */
export async function compareWithSaved(db: Reader, number: number, input: ArticleForm): Promise<ComparedSentence[]> {
  const article = await findArticle(db, number);
  const { doc } = await loadForm(db, article.revision_id);
  return compareArticles(doc, diffDocument(doc, input).doc);
}

/** The largest number that fits into the column. PostgreSQL would reject a query with a larger one. */
const maxRevisions = 2 ** 31 - 1;

async function findRevision(db: Reader, documentId: number, number: number) {
  const row =
    number <= maxRevisions
      ? await db
          .selectFrom('revision')
          .select(['id', 'doc'])
          .where('document_id', '=', documentId)
          .where('number', '=', number)
          .executeTakeFirst()
      : undefined;
  if (!row) throw new AppError('not_found');
  return row;
}
