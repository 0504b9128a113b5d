import type { Change, ChangeSet } from '../../platform/changes.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { appendEntries, type SecurityEntry } from './append-entry.ts';

type AccountState = Partial<
  Record<
    | 'authenticator'
    | 'passkey'
    | 'recoveryCodes'
    | 'secondStep'
    | 'password'
    | 'passwordLink'
    | 'invitation'
    | 'email'
    | 'token'
    | 'roles'
    | 'disabled'
    | 'watchFeed'
    | 'workFeed',
    unknown
  >
>;

/** The event to log for a change of an account. Null if the change is not logged. */
function accountEvent(change: Change): Pick<SecurityEntry, 'event' | 'roles' | 'closed'> | null {
  const after = (change.after ?? {}) as AccountState;
  const roles = after.roles as string[] | undefined;
  if (change.action === 'created') return { event: 'account-created', roles };
  if (after.passwordLink) return { event: 'password-link' };
  if (after.email) return { event: 'email-changed' };
  if (after.invitation)
    return { event: after.invitation === 'renewed' ? 'invitation-renewed' : 'invitation-withdrawn' };
  if (after.password) return { event: after.password === 'recovered' ? 'password-recovered' : 'password-set' };
  if (after.watchFeed || after.workFeed) return { event: 'feed-link' };
  if ('token' in after) return { event: after.token === null ? 'token-revoked' : 'token-created' };
  for (const factor of ['authenticator', 'passkey'] as const)
    if (factor in after) return { event: after[factor] === null ? 'factor-removed' : 'factor-added' };
  if (after.recoveryCodes) return { event: after.recoveryCodes === 'used' ? 'recovery-code-used' : 'recovery-codes' };
  if ('secondStep' in after) return { event: 'factors-removed' };
  if (roles) return { event: 'account-changed', roles, closed: after.disabled === true };
  return null;
}

/** The entries for those changes of accounts, teams and settings in a change set that are logged. */
function entriesOf({ changes, accountId: by, via, id: change }: ChangeSet): SecurityEntry[] {
  const entries: SecurityEntry[] = [];
  for (const one of changes) {
    const ofAccount = one.kind === 'account' ? accountEvent(one) : null;
    if (ofAccount) entries.push({ ...ofAccount, by, via, account: one.thingId });
    const setting = (one.kind === 'setting' ? one.after : null) as {
      secondStepRoles?: string[];
      secondPerson?: boolean;
    } | null;
    if (setting?.secondPerson !== undefined)
      entries.push({ event: 'second-person', second: setting.secondPerson, by, via });
    if (setting?.secondStepRoles) entries.push({ event: 'second-step-roles', roles: setting.secondStepRoles, by, via });
    // The access of a field of the installation is a setting.
    if (one.kind === 'setting' && one.action === 'visibility') entries.push({ event: 'field-access', by, via, change });
    if (one.kind === 'team') {
      entries.push({ event: one.action === 'created' ? 'team-created' : 'team-changed', by, via, change });
      const { vouchedFor = [] } = one.after as { vouchedFor?: number[] };
      for (const account of vouchedFor) entries.push({ event: 'vouched', by, via, account, change });
    }
  }
  return entries;
}

/**
 * Writes changes of accounts and teams to the security log. (`accessListener` of the record writes changes of items.)
 * Both must be the last listeners, because they lock the log until the transaction ends, and other transactions wait
 * for this lock.
 */
export const securityListener: ChangeListener = {
  name: 'security log',
  onChange: (tx, set) => appendEntries(tx, set.at, entriesOf(set)),
};
