import { sql } from 'kysely';
import type { Node } from 'prosemirror-model';
import type { Selectable } from 'kysely';
import { checkArticle, type ArticleCheck, type SentenceCheck } from '../../documents/checks/check-article.ts';
import { loadContext } from '../../documents/checks/load-context.ts';
import { problemMessage, type Problem } from '../../documents/checks/problem.ts';
import { embedFaultLabel } from '../../documents/embeds/registry.ts';
import { unfit, type CitedClaims } from '../../documents/claims/cited-claim.ts';
import { findClaims } from '../../documents/claims/load-cited.ts';
import { compareDocument, forPublication, type CompareLimits } from '../../documents/agreement/compare-cited.ts';
import { Comparisons } from '../../documents/agreement/comparisons.ts';
import type { Figures } from '../../documents/computed/figures.ts';
import { readDocument } from '../../documents/model/schema.ts';
import { citedRefs, sentencesOf } from '../../documents/model/sentences.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tables } from '../../platform/database/tables.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import type { Principal } from '../../platform/operation.ts';
import { isLetterText } from '../../letters/hosted/content.ts';
import { parseRef } from '../../record/refs.ts';
import { takeForChange, type Thing } from '../../record/things.ts';
import { refuseOpenComments } from '../review/open-comments.ts';
import { citeFigures, hasSameFigures, type Numbering } from '../public/figures.ts';
import { freeze, type FrozenClaim } from '../public/public-claim.ts';
import { countOrigins } from '../public/sourcing.ts';

type Row<T extends keyof Tables> = Selectable<Tables[T]>;

/** The newest revision of an article, for its next edition. */
export type NextEdition = {
  thing: Thing;
  document: Row<'document'>;
  revision: Row<'revision'>;
  doc: Node;
  /** The results of the checks "Sourced" and "Verbatim" (invariants) for this revision. */
  check: ArticleCheck;
  notes: Note[];
  figures: Figures;
  overrides: { sentence_id: string; reason: string }[];
  last: Row<'edition'> | undefined;
  /** Whether readers would see no difference from the last edition. */
  same: boolean;
};

/**
 * Locks an article for an edition. Does not increase its version yet, because there may be nothing to publish.
 * @throws AppError `not_found`, `redacted`, `conflict`; `gone` if it was withdrawn
 */
export async function lockForEdition(
  tx: Tx,
  ref: string,
  version: number,
): Promise<{ thing: Thing; document: Row<'document'> }> {
  const number = parseRef(ref)?.number ?? 0;
  const thing = await tx
    .selectFrom('thing')
    .selectAll()
    .where('kind', '=', 'article')
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  if (!thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  if (thing.version !== version) throw new AppError('conflict');
  if (thing.withdrawn_at) throw new AppError('gone');
  return {
    thing,
    document: await tx.selectFrom('document').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow(),
  };
}

/**
 * Locks the claims of the newest revision, and checks the invariants "Sourced" and "Verbatim" for each of its
 * sentences.
 * @param comparisons the results of `compareEdition` for these sentences
 * @param scheduled the id of an earlier revision, to use instead of the newest
 * @throws AppError as `buildEdition`; `publication_blocked` (details: count; fields: each problem under its sentence's
 *   id); `letter_text` if it is the text of a letter; `comments_open`; `conflict` if a claim was changed since the
 *   comparison
 */
export async function nextEdition(
  tx: Tx,
  article: string,
  version: number,
  comparisons: Comparisons,
  scheduled?: number,
): Promise<NextEdition> {
  const next = await buildEdition(tx, article, version, comparisons, scheduled);
  // A sentence or a claim has changed since `compareEdition`.
  if (next.check.agreement.not.changed) throw new AppError('conflict');
  if (await isLetterText(tx, next.thing.id)) throw new AppError('letter_text');
  if (!next.check.ok) throw blocked(next.check);
  await refuseOpenComments(tx, next.thing.id);
  return next;
}

/**
 * The next edition, even if it cannot be published.
 * @throws AppError as `lockForEdition`; `act_impossible` if the article was retracted, removed or unpublished;
 *   `conflict` if a claim is changed at the same time
 */
export async function buildEdition(
  tx: Tx,
  article: string,
  version: number,
  comparisons: Comparisons,
  scheduled?: number,
): Promise<NextEdition> {
  const { thing, document } = await lockForEdition(tx, article, version);
  if (document.state !== 'draft' && document.state !== 'published')
    throw new AppError('act_impossible', { details: { state: document.state } });
  const revision = await tx
    .selectFrom('revision')
    .selectAll()
    .where('id', '=', scheduled ?? document.revision_id)
    .where('document_id', '=', thing.id)
    .executeTakeFirstOrThrow();
  const doc = readDocument(revision.doc);
  await lockClaims(tx, citedRefs(sentencesOf(doc)));
  const context = await loadContext(tx, doc, { byline: revision.byline_names, language: revision.language });
  const { claims, figures } = context;
  const check = checkArticle(doc, context, comparisons);
  const notes = await numberNotes(tx, doc, claims);
  const overrides = check.sentences
    .filter((one) => one.overridden)
    .map((one) => ({ sentence_id: one.sentenceId, reason: one.override!.reason }));
  const last =
    document.edition_id === null
      ? undefined
      : await tx.selectFrom('edition').selectAll().where('id', '=', document.edition_id).executeTakeFirstOrThrow();
  const same =
    last !== undefined &&
    last.revision_id === revision.id &&
    (await saysTheSame(tx, last.id, notes)) &&
    (await hasSameFigures(tx, last.id, figures));
  return { thing, document, revision, doc, check, notes, figures, overrides, last, same };
}

/**
 * Compares the sentences of the article's newest, scheduled or published revision with their claims. This takes time,
 * so it runs before the transaction.
 * @throws AppError `reading_busy` if it cannot be done in time
 */
export async function compareEdition(
  db: Reader,
  article: string,
  {
    scheduled = false,
    published = false,
    limits = forPublication,
  }: { scheduled?: boolean; published?: boolean; limits?: CompareLimits } = {},
): Promise<Comparisons> {
  const revision = await db
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .leftJoin('review', 'review.document_id', 'document.id')
    .leftJoin('edition', 'edition.id', 'document.edition_id')
    .innerJoin('revision', (join) =>
      join.on((eb) =>
        eb(
          'revision.id',
          '=',
          eb.ref(scheduled ? 'review.revision_id' : published ? 'edition.revision_id' : 'document.revision_id'),
        ),
      ),
    )
    .select(['revision.doc', 'revision.language'])
    .where('thing.kind', '=', 'article')
    .where('thing.number', '=', parseRef(article)?.number ?? 0)
    .where('thing.redacted_at', 'is', null)
    .executeTakeFirst();
  if (!revision) return Comparisons.changed;
  return compareDocument(db, readDocument(revision.doc), revision.language, limits);
}

/**
 * The sentences of an article's published text that contradict the claims as they are now, without sentences that are
 * exceptions.
 * @param comparisons the results of `compareEdition` for the published text
 * @throws AppError `conflict` if a claim was changed since the comparison
 */
export async function contradictedInEdition(
  db: Reader,
  documentId: number,
  comparisons: Comparisons,
): Promise<SentenceCheck[]> {
  const revision = await db
    .selectFrom('document')
    .innerJoin('edition', 'edition.id', 'document.edition_id')
    .innerJoin('revision', 'revision.id', 'edition.revision_id')
    .select(['revision.doc', 'revision.language', 'revision.byline_names'])
    .where('document.id', '=', documentId)
    .executeTakeFirst();
  if (!revision) return [];
  const doc = readDocument(revision.doc);
  const context = await loadContext(db, doc, { byline: revision.byline_names, language: revision.language });
  const { agreement, sentences } = checkArticle(doc, context, comparisons);
  if (agreement.not.changed) throw new AppError('conflict');
  return sentences
    .map((one) => ({ ...one, problems: one.problems.filter(contradicts) }))
    .filter(({ problems }) => problems.length > 0);
}
const contradicts = ({ code, overridden }: Problem): boolean => code === 'contradicted' && !overridden;

/**
 * Checks, before an edition is made public again, that no sentence contradicts its claims.
 * @throws AppError `publication_blocked`; `conflict` if a claim was changed since the comparison
 */
export async function requireAgreement(tx: Tx, documentId: number, comparisons: Comparisons): Promise<void> {
  const found = await contradictedInEdition(tx, documentId, comparisons);
  if (found.length === 0) return;
  throw new AppError('publication_blocked', {
    details: { count: found.length },
    fields: found.flatMap(({ sentenceId, problems }) =>
      problems.map(({ code, params }) => ({ path: sentenceId, message: problemMessage(code), params })),
    ),
  });
}

/** Writes the edition, with the claims and charts as they are now. */
export async function writeEdition(
  tx: Tx,
  next: NextEdition,
  by: { principal: Principal; at: Date },
  told: { act: Row<'edition'>['act']; note: string | null },
  numbering: Numbering = 'taken',
) {
  const { thing, document, revision, last } = next;
  await takeForChange(tx, `article/${thing.number}`, by.at, { version: thing.version });
  const number = (last?.number ?? 0) + 1;
  const edition = await tx
    .insertInto('edition')
    .values({
      document_id: thing.id,
      number,
      revision_id: revision.id,
      act: told.act,
      by_account: by.principal.accountId,
      at: by.at,
      note: told.note,
      origins: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertRows(
    tx,
    'published_citation',
    next.notes.map((note) => ({ edition_id: edition.id, ...note })),
  );
  const origins = (await countOrigins(tx, [edition.id])).get(edition.id) ?? 0;
  await tx.updateTable('edition').set({ origins }).where('id', '=', edition.id).execute();
  await citeFigures(tx, { editionId: edition.id, lastEditionId: last?.id ?? null, at: by.at }, next.figures, numbering);
  await insertRows(
    tx,
    'published_override',
    next.overrides.map((one) => ({ edition_id: edition.id, ...one })),
  );
  await tx
    .updateTable('document')
    .set({
      state: 'published',
      edition_id: edition.id,
      first_published_at: document.first_published_at ?? document.elsewhere_at ?? by.at,
    })
    .where('id', '=', thing.id)
    .execute();
  await tx.updateTable('thing').set({ visibility: 'public' }).where('id', '=', thing.id).execute();
  return {
    id: edition.id,
    number,
    change: {
      kind: 'article',
      thingId: thing.id,
      action: 'published' as const,
      before: { state: document.state, edition: last?.number ?? null },
      after: {
        state: 'published',
        edition: number,
        revision: revision.number,
        headline: revision.headline,
        overrides: next.overrides.length,
      },
    },
  };
}

/** The error for actions that need a published article. */
export const noEditionYet = (): AppError => new AppError('act_impossible', { details: { state: 'draft' } });

/**
 * Locks the claims and the items to which they refer, so that no one can withdraw, hide or seal them between the check
 * and the moment when their words are copied into the edition.
 * @throws AppError `conflict` if a claim refers to another item after the lock than before
 */
async function lockClaims(tx: Tx, refs: readonly string[]): Promise<void> {
  const found = [...(await findClaims(tx, refs)).values()];
  const claims = [...new Set(found.flatMap((claim) => [claim.id, claim.askedId]))];
  if (claims.length === 0) return;
  const named = await namedBy(tx, claims);
  await tx
    .selectFrom('thing')
    .select('id')
    .where(sql<boolean>`id = any(${[...claims, ...named]}::bigint[])`)
    .orderBy('id')
    .forShare()
    .execute();
  const held = new Set(named);
  if ((await namedBy(tx, claims)).some((id) => !held.has(id))) throw new AppError('conflict');
}

/** The speakers, sources, publishers and captures of claims. */
async function namedBy(db: Reader, claims: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with said as (
      select actor_id, source_id from chain_link where claim_id = any(${claims}::bigint[])
      union select null, source_id from claim where id = any(${claims}::bigint[])
      union select null, c.source_id from claim m join passage p on p.id = m.passage_id join capture c on c.id = p.capture_id where m.id = any(${claims}::bigint[])
    )
    select actor_id as id from said where actor_id is not null
    union select source_id from said where source_id is not null
    union select s.publisher_id from said join source s on s.id = said.source_id where s.publisher_id is not null
    union select p.capture_id from claim m join passage p on p.id = m.passage_id where m.id = any(${claims}::bigint[])`.execute(
    db,
  );
  return rows.map((row) => Number(row.id));
}

function blocked(check: ArticleCheck): AppError {
  const fields: FieldError[] = [
    ...check.sentences.map((one) => [one.sentenceId, one.problems] as const),
    ...check.photos.map((one) => [one.photo, one.problems] as const),
  ].flatMap(([path, problems]) =>
    problems
      .filter((problem) => problem.severity === 'blocks' && !problem.overridden)
      .map((problem) => ({ path, message: problemMessage(problem.code), params: problem.params })),
  );
  for (const { embed, fault, params } of check.embeds)
    fields.push({ path: embed.ref, message: embedFaultLabel(fault), params });
  if (!check.hasBody) fields.push({ path: 'blocks', message: 'documents.error.body.missing' });
  return new AppError('publication_blocked', { details: { count: check.blocking }, fields });
}

type Note = { claim_id: number; note: number; passage_id: number | null; frozen: FrozenClaim };

/**
 * The notes of an edition: its public claims, numbered in the order of their first citation. Merged claims share a
 * note.
 */
async function numberNotes(db: Reader, doc: Node, claims: CitedClaims): Promise<Note[]> {
  const asked = await findClaims(db, claims.keys());
  const numbers = new Map<number, number>();
  const notes = new Map<string, Note>();
  for (const one of sentencesOf(doc))
    for (const { claim: ref } of one.citations) {
      const claim = claims.get(ref);
      if (!claim?.public || unfit(claim) !== null || notes.has(ref)) continue;
      const note = numbers.get(claim.desk.id) ?? numbers.size + 1;
      numbers.set(claim.desk.id, note);
      notes.set(ref, {
        claim_id: asked.get(ref)!.askedId,
        note,
        passage_id: claim.public.passage?.id ?? null,
        frozen: freeze(claim.public),
      });
    }
  return [...notes.values()];
}

async function saysTheSame(db: Reader, editionId: number, notes: readonly Note[]): Promise<boolean> {
  const rows = await db
    .selectFrom('published_citation')
    .select(['claim_id', 'note', 'frozen'])
    .where('edition_id', '=', editionId)
    .execute();
  const said = new Map(rows.map((row) => [row.claim_id, canonical([row.note, row.frozen])]));
  return (
    rows.length === notes.length &&
    notes.every((note) => said.get(note.claim_id) === canonical([note.note, note.frozen]))
  );
}

/** JSON with sorted keys, for comparison, because PostgreSQL's `jsonb` does not preserve the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
