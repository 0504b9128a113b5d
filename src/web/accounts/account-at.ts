import { listAccounts } from '../../accounts/change-account.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';

/** The account with this number. @throws AppError `not_found` */
export async function accountAt(db: Reader, id: number) {
  const account = (await listAccounts(db)).find((one) => one.id === id);
  if (!account) throw new AppError('not_found');
  return account;
}
