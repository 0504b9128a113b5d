import type { Insertable } from 'kysely';
import { z } from 'zod';
import type { DocumentState } from '../../../documents/tables.ts';
import { articleRef, versionSchema } from '../../../documents/save-article.ts';
import type { Change } from '../../../platform/changes.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Tables } from '../../../platform/database/tables.ts';
import type { Writing } from '../../../platform/operation.ts';
import { takeForChange } from '../../../record/things.ts';
import { lockForEdition } from '../../editions/edition.ts';

/** The input of every action: the article, and the version that the editor saw. */
export const onArticle = { article: articleRef, version: versionSchema };

/** The reason that readers see. */
export const reasonText = z
  .string('publishing.error.reason')
  .trim()
  .min(10, 'errors.field.reason.short')
  .max(2000, 'documents.error.text.long');

export type Acted = { article: string; number: number; version: number };

type ActionDetails = Omit<Insertable<Tables['article_act']>, 'document_id' | 'state_before' | 'at' | 'by_account'>;

/**
 * Records an action on an article, and the article's new state. The current edition does not change.
 * @throws AppError `act_impossible` if the article is in none of the states `from`
 */
export async function recordAction(
  { tx, input, principal, at, change }: Writing<{ article: string; version: number }, undefined>,
  act: ActionDetails,
  from: readonly DocumentState[],
  to: (before: DocumentState, documentId: number) => DocumentState | Promise<DocumentState>,
  action: Change['action'],
): Promise<Acted> {
  const { thing, document } = await lockForEdition(tx, input.article, input.version);
  const { state } = document;
  if (state === 'draft' || !from.includes(state)) throw new AppError('act_impossible', { details: { state } });
  const next = await to(state, thing.id);
  await takeForChange(tx, input.article, at, { version: input.version });
  await tx
    .insertInto('article_act')
    .values({ ...act, document_id: thing.id, state_before: state, at, by_account: principal.accountId })
    .execute();
  await tx.updateTable('document').set({ state: next }).where('id', '=', thing.id).execute();
  const { act: _, order_id: _order, demand_id: _demand, ...told } = act;
  change({ kind: 'article', thingId: thing.id, action, before: { state }, after: { state: next, ...told } });
  return { article: input.article, number: thing.number, version: thing.version + 1 };
}
