import type { Selectable } from 'kysely';
import type { Tables } from '../../platform/database/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';

/**
 * Locks an alert on which no one has decided yet.
 * @throws AppError `not_found`, `conflict`
 */
export async function lockFinding(tx: Tx, id: number): Promise<Selectable<Tables['watch_finding']>> {
  const finding = await tx.selectFrom('watch_finding').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!finding) throw new AppError('not_found');
  if (finding.state !== 'open') throw new AppError('conflict');
  return finding;
}
