import { z } from 'zod';
import { filing } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation, type Writing } from '../platform/operation.ts';
import type { Tx } from '../platform/database/tx.ts';
import { parseRef } from '../record/refs.ts';
import { takeForChange } from '../record/things.ts';
import { whySchema, type ArticleVersion } from './create-articles.ts';
import { articleForm } from './model/form.ts';
import { readDocument } from './model/schema.ts';
import type { Comparisons } from './agreement/comparisons.ts';
import { compareNext, draftRevisions, textsOf, writeRevisions, type Draft } from './revisions.ts';

export const articleRef = z.string().regex(/^article\/[1-9]\d{0,15}$/, 'errors.not_found');
export const versionSchema = z.coerce.number().int().positive();

/**
 * Saves the form as a new revision. A published article stays unchanged until it is published again. If the same text
 * is sent twice, it is saved once, even if both requests name the same version.
 * @throws AppError `conflict` (details: version, revision, by, at) if someone saved since `version` was read: nothing
 * is written, and `compareArticles` shows the difference
 */
export const saveArticle = defineOperation({
  name: 'documents.saveArticle',
  permission: filing,
  publicItems: 'unseen',
  input: articleForm.extend({ article: articleRef, version: versionSchema, why: whySchema }),
  prepare: ({ app, principal, input: { article, ...form } }): Promise<Comparisons | undefined> =>
    compareNext(app.db.read, article, { form }, principal),
  async write({ tx, input, prepared, principal, at, change }): Promise<ArticleVersion> {
    const { article, version, why, ...form } = input;
    const current = await takeCurrent(tx, article);
    const old = readDocument(current.doc);
    const [draft] = await draftRevisions(tx, [{ form, old, prefix: '' }], principal, prepared);
    return saveDraftOf({ tx, principal, at, change }, { article, version, why }, current, draft!);
  },
});

type Saving = Pick<Writing<unknown, undefined>, 'tx' | 'principal' | 'at' | 'change'>;

/** Writes a draft as the article's next revision. An unchanged draft writes nothing. @throws AppError `conflict` */
export async function saveDraftOf(
  { tx, principal, at, change }: Saving,
  { article, version, why }: { article: string; version: number; why: string | undefined },
  current: Current,
  draft: Draft,
): Promise<ArticleVersion> {
  if (isSame(draft, current)) return { article, number: current.thing, version: current.version };
  if (current.version !== version)
    throw new AppError('conflict', {
      details: {
        version: current.version,
        revision: current.number,
        by: current.by ?? '',
        at: current.at.toISOString(),
      },
    });

  const thing = await takeForChange(tx, article, at, { version, kinds: ['article'] });
  const number = current.number + 1;
  const [revisionId] = await writeRevisions(tx, [{ documentId: thing.id, number, draft, why: why || null }], {
    accountId: principal.accountId,
    at,
  });
  await tx.updateTable('document').set({ revision_id: revisionId! }).where('id', '=', thing.id).execute();
  change({
    kind: 'article',
    thingId: thing.id,
    action: 'changed',
    before: { revision: current.number, headline: current.headline },
    after: { revision: number, headline: textsOf(draft.doc).headline },
  });
  return { article, number: thing.number, version: thing.version + 1 };
}

/** The newest revision, locked until the transaction ends. */
export async function takeCurrent(tx: Tx, article: string) {
  const row = await tx
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .innerJoin('revision', 'revision.id', 'document.revision_id')
    .leftJoin('account', 'account.id', 'revision.by_account')
    .select([
      'document.id as document',
      'thing.number as thing',
      'thing.version',
      'thing.redacted_at',
      'revision.id',
      'revision.number',
      'revision.doc',
      'revision.headline',
    ])
    .select(['revision.language', 'revision.byline_kind', 'revision.byline_names', 'revision.at', 'account.name as by'])
    .where('thing.kind', '=', 'article')
    .where('thing.number', '=', parseRef(article)?.number ?? 0)
    .forUpdate('thing')
    .executeTakeFirst();
  if (!row) throw new AppError('not_found');
  if (row.redacted_at) throw new AppError('redacted');
  const cases = await tx
    .selectFrom('revision_case')
    .select('case_id')
    .where('revision_id', '=', row.id)
    .orderBy('position')
    .execute();
  return { ...row, caseIds: cases.map((one) => one.case_id) };
}

type Current = Awaited<ReturnType<typeof takeCurrent>>;

const isSame = (draft: Draft, current: Current): boolean =>
  draft.about.language === current.language &&
  draft.about.byline.kind === current.byline_kind &&
  draft.about.byline.names.join('\n') === current.byline_names.join('\n') &&
  draft.caseIds.join() === current.caseIds.join() &&
  draft.doc.eq(readDocument(current.doc));
