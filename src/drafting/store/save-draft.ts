import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { acceptThreshold } from '../sure/accept-threshold.ts';
import { applyEdit, editSchema, type Edit } from './edits.ts';
import { matchMovedParts } from './match-parts.ts';
import type { Content } from './schema.ts';
import { withoutHidden } from './without-hidden.ts';
import { undecidedIn } from './tables.ts';

export type Saved = { version: number; key: string | null; content: Content };

/** A draft, locked, with its text. @throws AppError `not_found`, `redacted` */
export async function takeDraft(tx: Tx, id: number) {
  const row = await tx.selectFrom('draft').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw new AppError('not_found');
  const capture = await tx
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .select(['capture.text', 'capture.source_id', 'thing.number', 'thing.redacted_at'])
    .where('capture.id', '=', row.capture_id)
    .executeTakeFirstOrThrow();
  if (capture.redacted_at) throw new AppError('redacted');
  return { ...row, content: row.content as Content, capture };
}

/** Adds to the step the choices that `withoutHidden` hid from the person, so that saving the page does not remove them. */
async function keepUnseen(tx: Tx, content: Content, edit: Edit): Promise<Edit> {
  if (edit.do !== 'cast' && edit.do !== 'parts') return edit;
  const seen = await withoutHidden(tx, content);
  const kept = <T extends { key: string; use: string | null }>(list: T[], stored: readonly T[], shown: readonly T[]) =>
    list.map((one) => {
      const at = stored.findIndex(({ key }) => key === one.key);
      return at >= 0 && one.use === shown[at]!.use ? { ...one, use: stored[at]!.use } : one;
    });
  return edit.do === 'parts'
    ? { ...edit, parts: kept(edit.parts, content.parts, seen.parts) }
    : {
        ...edit,
        cast: kept(edit.cast, content.cast, seen.cast),
        works: kept(edit.works, content.works, seen.works),
      };
}

/**
 * Applies and saves one step in a draft, so nothing has to be saved at the end.
 * @throws AppError `conflict` if a colleague has changed the same claim or section meanwhile, or the confidence from
 * which claims are accepted together
 */
export const saveDraft = defineOperation({
  name: 'drafting.saveDraft',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({ draft: z.number().int().positive(), edit: editSchema }),
  async write({ tx, input, principal, at }): Promise<Saved> {
    const draft = await takeDraft(tx, input.draft);
    if (input.edit.do === 'accept-above' && input.edit.line !== (await acceptThreshold(tx)))
      throw new AppError('conflict');
    const edit = await keepUnseen(tx, draft.content, input.edit);
    const { content, key } = applyEdit(draft.content, edit, draft.capture.text);
    await matchMovedParts(tx, draft.content, content);
    const version = draft.version + 1;
    await tx
      .updateTable('draft')
      .set({
        content: JSON.stringify(content),
        undecided: undecidedIn(content),
        version,
        title: (content.source.title || draft.title).slice(0, 500),
        changed_by: principal.accountId,
        changed_at: at,
      })
      .where('id', '=', draft.id)
      .execute();
    return { version, key, content };
  },
});
