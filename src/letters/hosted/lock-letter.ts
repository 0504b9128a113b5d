import type { Selectable } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import type { Tables } from '../../platform/database/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { takeForChange, type Thing } from '../../record/things.ts';
import type { LetterStage } from '../tables.ts';

export type LetterRow = Selectable<Tables['letter']>;

/**
 * Locks a letter that is signed here, for a change.
 * @throws AppError `not_found`, `conflict`; `letter_stage` if the letter is withdrawn or in none of `stages`
 */
export async function lockLetter(
  tx: Tx,
  ref: string,
  at: Date,
  options: { version?: number; stages: readonly LetterStage[] },
): Promise<{ thing: Thing; letter: LetterRow }> {
  const thing = await takeForChange(tx, ref, at, { version: options.version, kinds: ['letter'] });
  const letter = await tx.selectFrom('letter').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
  if (!letter.stage || !options.stages.includes(letter.stage) || thing.withdrawn_at) throw new AppError('letter_stage');
  return { thing, letter };
}

/** Whether signatures are accepted now. */
export const acceptsSignatures = (letter: Pick<LetterRow, 'stage' | 'deadline' | 'closed_at'>, at: Date): boolean =>
  letter.stage !== null &&
  letter.stage !== 'drafting' &&
  letter.closed_at === null &&
  (letter.deadline === null || at < letter.deadline);

/**
 * Whether anyone with the link may sign now. During an embargo, no one may, because the link would show the unpublished
 * text.
 */
export const acceptsOpenSignatures = (
  letter: Pick<LetterRow, 'stage' | 'deadline' | 'closed_at' | 'open_to' | 'embargo'>,
  at: Date,
): boolean =>
  letter.open_to !== 'invited' &&
  acceptsSignatures(letter, at) &&
  (letter.stage === 'published' || letter.embargo === null || at >= letter.embargo);
