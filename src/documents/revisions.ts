import { sql } from 'kysely';
import type { Node } from 'prosemirror-model';
import { isEditor } from '../accounts/tables.ts';
import { AppError, type FieldError } from '../platform/errors.ts';
import { insertRows } from '../platform/database/insert-rows.ts';
import type { Principal } from '../platform/operation.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { parseRef, RefResolver } from '../record/refs.ts';
import { compareDocument, forPublication } from './agreement/compare-cited.ts';
import { Comparisons } from './agreement/comparisons.ts';
import { checkArticle, coverOverrides } from './checks/check-article.ts';
import { loadContext } from './checks/load-context.ts';
import { findClaims } from './claims/load-cited.ts';
import { diffDocument } from './model/diff-document.ts';
import type { ArticleForm } from './model/form.ts';
import { attrsOf, readDocument, type DocumentJson } from './model/schema.ts';
import { settleFindings } from './computed/findings.ts';
import { citedRefs, mapSentences, photosOf, sentencesOf } from './model/sentences.ts';

/** The data of an article apart from its text. */
export type About = Pick<ArticleForm, 'byline' | 'language' | 'cases'>;

/** A revision ready to be written. */
export type Draft = {
  about: About;
  doc: Node;
  caseIds: number[];
  photoIds: number[];
  citations: { sentenceId: string; position: number; claimId: number; inherited: boolean }[];
};

/**
 * The source of a revision: a form or a document. For a form, `prefix` begins the paths of errors (`articles.0.`). For
 * a document, errors name sentences by their ids.
 */
export type ToDraft = { old: Node | null } & ({ form: ArticleForm; prefix: string } | { about: About; doc: Node });

type Written = {
  about: About;
  doc: Node;
  pathOf(id: string): string;
  prefix: string;
  photos: { ref: string; path: string }[];
  overridden: string[];
};

function written(one: ToDraft): Written {
  if ('doc' in one) {
    const { about, doc, old } = one;
    const reasons = new Map(old ? sentencesOf(old).map(({ id, override }) => [id, override]) : []);
    const overridden = sentencesOf(doc)
      .filter(({ id, override }) => override && override.reason !== reasons.get(id)?.reason)
      .map(({ id }) => id);
    // `covers` is emptied, because the checks decide which problems a reason covers, not the sender of the document.
    const kept = mapSentences(doc, (node) => {
      const { id, override } = attrsOf(node);
      return override
        ? node.type.create(
            {
              ...node.attrs,
              override: { reason: override.reason, covers: overridden.includes(id) ? [] : reasons.get(id)!.covers },
            },
            node.content,
          )
        : node;
    });
    return {
      about,
      doc: kept,
      pathOf: (id) => id,
      prefix: '',
      photos: photosOf(doc).map(({ photo }) => ({ ref: photo, path: photo })),
      overridden,
    };
  }
  const { form, old, prefix } = one;
  const { doc, paths, overridden } = diffDocument(old, form);
  const photos = form.blocks.flatMap(({ type, ref }, at) =>
    type === 'photo' && ref ? [{ ref, path: `${prefix}blocks.${at}.ref` }] : [],
  );
  return { about: form, doc, pathOf: (id) => prefix + paths.get(id)!, prefix, photos, overridden };
}

/**
 * Turns forms into documents. Associates their sentences with the old ones, looks up claims and cases, and binds new
 * exceptions to the problems that they cover.
 * @param comparisons the result of `compareExceptions` for the sentences with new exceptions
 * @throws AppError `invalid_input` naming every wrong field
 */
export async function draftRevisions(
  tx: Tx,
  toDraft: readonly ToDraft[],
  principal: Principal,
  comparisons = Comparisons.none,
): Promise<Draft[]> {
  const all = toDraft.map(written);
  const cited = all.map(({ doc }) => sentencesOf(doc));
  const claims = await findClaims(tx, citedRefs(cited.flat()));
  const refs = new RefResolver();
  await refs.load(
    tx,
    all.flatMap(({ about, photos }) => [...about.cases, ...photos.map(({ ref }) => ref)]),
  );

  const errors: FieldError[] = [];
  const drafts: Draft[] = [];
  for (const [index, { about, doc: typed, pathOf, prefix, photos, overridden }] of all.entries()) {
    const doc = await settleFindings(tx, typed);
    const citations: Draft['citations'] = [];
    for (const one of cited[index]!) {
      const path = pathOf(one.id);
      for (const [position, { claim, inherited }] of one.citations.entries()) {
        const found = claims.get(claim);
        if (!found)
          errors.push({ path: `${path}.claims`, message: 'documents.error.claim.unknown', params: { ref: claim } });
        else if (!citations.some((other) => other.sentenceId === one.id && other.claimId === found.askedId))
          citations.push({ sentenceId: one.id, position, claimId: found.askedId, inherited: inherited ?? false });
      }
      // Contributors can keep the reasons of an editor, but cannot add reasons.
      if (overridden.includes(one.id) && !isEditor(principal))
        errors.push({ path: `${path}.override`, message: 'documents.error.override.editors' });
    }
    const caseIds = [
      ...new Set(about.cases.flatMap((ref, at) => refs.find(ref, `${prefix}cases.${at}`, ['case'])?.id ?? [])),
    ];
    const photoIds = [...new Set(photos.flatMap(({ ref, path }) => refs.find(ref, path, ['photo'])?.id ?? []))];
    drafts.push({
      about,
      doc: overridden.length && errors.length === 0 ? await coverNew(tx, doc, overridden, about, comparisons) : doc,
      caseIds,
      photoIds,
      citations,
    });
  }
  errors.push(...refs.errors);
  if (errors.length) throw new AppError('invalid_input', { fields: errors });
  return drafts;
}

async function coverNew(
  tx: Tx,
  doc: Node,
  ids: readonly string[],
  { byline, language }: About,
  comparisons: Comparisons,
): Promise<Node> {
  const context = await loadContext(tx, doc, { byline: byline.names, language });
  return coverOverrides(doc, checkArticle(doc, context, comparisons), ids);
}

const hasExceptions = (one: ToDraft): boolean =>
  'doc' in one
    ? sentencesOf(one.doc).some(({ override }) => override)
    : [one.form.headline, ...[one.form.standfirst, ...one.form.blocks].flatMap(({ sentences }) => sentences)].some(
        ({ override }) => override,
      );

/**
 * Compares the sentences that have new exceptions with their claims. Call it before the transaction in which
 * `draftRevisions` binds each exception to the problems that it covers.
 */
export async function compareExceptions(
  db: Reader,
  toDraft: readonly ToDraft[],
  principal: Principal,
): Promise<Comparisons> {
  const compared: Comparisons[] = [];
  // `draftRevisions` refuses new exceptions of people who are not editors.
  if (!isEditor(principal)) return Comparisons.changed;
  const until = Date.now() + forPublication.seconds * 1000;
  for (const { doc, about, overridden } of toDraft.filter(hasExceptions).map(written)) {
    const only = new Set(overridden);
    const seconds = Math.max(1, (until - Date.now()) / 1000);
    compared.push(await compareDocument(db, doc, about.language, { ...forPublication, seconds }, only));
  }
  return Comparisons.together(compared);
}

/** Does what `compareExceptions` does, for the next revision of an article. */
export async function compareNext(
  db: Reader,
  article: string,
  next: { form: ArticleForm } | { about: About; doc: Node },
  principal: Principal,
): Promise<Comparisons> {
  const saved = await db
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .innerJoin('revision', 'revision.id', 'document.revision_id')
    .select('revision.doc')
    .where('thing.kind', '=', 'article')
    .where('thing.number', '=', parseRef(article)?.number ?? 0)
    .where('thing.redacted_at', 'is', null)
    .executeTakeFirst();
  if (!saved) return Comparisons.changed;
  return compareExceptions(db, [{ ...next, old: readDocument(saved.doc), prefix: '' }], principal);
}

/** Writes revisions. @returns their ids in order */
export async function writeRevisions(
  tx: Tx,
  revisions: readonly { documentId: number; number: number; draft: Draft; why: string | null }[],
  by: { accountId: number | null; at: Date },
): Promise<number[]> {
  const { rows } = await sql<{
    id: number;
  }>`select nextval('revision_id_seq') as id from generate_series(1, ${revisions.length}::int)`.execute(tx);
  const ids = rows.map((row) => Number(row.id));
  await insertRows(
    tx,
    'revision',
    revisions.map(({ documentId, number, draft, why }, index) => {
      const { headline, standfirst } = textsOf(draft.doc);
      return {
        id: ids[index]!,
        document_id: documentId,
        number,
        doc: draft.doc.toJSON() as DocumentJson,
        headline,
        standfirst,
        language: draft.about.language,
        byline_kind: draft.about.byline.kind,
        byline_names: draft.about.byline.names,
        by_account: by.accountId,
        at: by.at,
        why,
      };
    }),
  );
  await insertRows(
    tx,
    'citation',
    revisions.flatMap(({ draft }, index) =>
      draft.citations.map(({ sentenceId, position, claimId, inherited }) => ({
        revision_id: ids[index]!,
        sentence_id: sentenceId,
        position,
        claim_id: claimId,
        inherited,
      })),
    ),
  );
  await insertRows(
    tx,
    'revision_case',
    revisions.flatMap(({ draft }, index) =>
      draft.caseIds.map((caseId, position) => ({ revision_id: ids[index]!, position, case_id: caseId })),
    ),
  );
  await insertRows(
    tx,
    'revision_photo',
    revisions.flatMap(({ draft }, index) =>
      draft.photoIds.map((photoId, position) => ({ revision_id: ids[index]!, position, photo_id: photoId })),
    ),
  );
  return ids;
}

/** Headline and standfirst for lists. */
export function textsOf(doc: Node): { headline: string; standfirst: string } {
  const sentences = sentencesOf(doc);
  const of = (where: string): string =>
    sentences
      .filter((one) => one.where === where)
      .map((one) => one.text)
      .join(' ');
  return { headline: of('headline'), standfirst: of('standfirst') };
}
