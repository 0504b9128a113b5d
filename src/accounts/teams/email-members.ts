import type { Tx } from '../../platform/database/tx.ts';
import { emailOwner } from '../mails/account-mail.ts';

/** Emails the members who stay, join or leave that the members of a team have changed. */
export async function emailMembers(
  tx: Tx,
  mails: boolean,
  at: Date,
  { staying, joining, leaving }: Record<'staying' | 'joining' | 'leaving', readonly number[]>,
): Promise<void> {
  if (joining.length + leaving.length === 0) return;
  for (const account of joining) await emailOwner(tx, mails, { account, what: 'team_joined', at });
  for (const account of leaving) await emailOwner(tx, mails, { account, what: 'team_left', at });
  for (const account of staying) await emailOwner(tx, mails, { account, what: 'team', at });
}
