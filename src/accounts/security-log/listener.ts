import { sql } from 'kysely';
import { kindsElsewhere, type Change, type ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { appendEntries, type SecurityEntry, type SecurityEvent } from './append-entry.ts';

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
    | 'watchFeed',
    unknown
  >
>;

/** The event to log for a change of an account. Null if it does not concern security. */
function accountEvent(change: Change): Pick<SecurityEntry, 'event' | 'roles' | 'closed'> | null {
  const after = (change.after ?? {}) as AccountState;
  const roles = after.roles as string[] | undefined;
  if (change.action === 'created') return { event: 'account-created', roles };
  if (after.passwordLink) return { event: 'password-link' };
  if (after.email) return { event: 'email-changed' };
  if (after.invitation)
    return { event: after.invitation === 'renewed' ? 'invitation-renewed' : 'invitation-withdrawn' };
  if (after.password) return { event: after.password === 'recovered' ? 'password-recovered' : 'password-set' };
  if (after.watchFeed) return { event: 'feed-link' };
  if ('token' in after) return { event: after.token === null ? 'token-revoked' : 'token-created' };
  for (const factor of ['authenticator', 'passkey'] as const)
    if (factor in after) return { event: after[factor] === null ? 'factor-removed' : 'factor-added' };
  if (after.recoveryCodes) return { event: after.recoveryCodes === 'used' ? 'recovery-code-used' : 'recovery-codes' };
  if ('secondStep' in after) return { event: 'factors-removed' };
  if (roles) return { event: 'account-changed', roles, closed: after.disabled === true };
  return null;
}

const logged: Partial<Record<Change['action'], SecurityEvent>> = {
  visibility: 'visibility',
  sealed: 'sealed',
  opened: 'opened',
  // Changes of what readers see.
  published: 'visibility',
  retracted: 'visibility',
  restored: 'visibility',
  unpublished: 'visibility',
  'taken-down': 'visibility',
};

/** Actions that readers see if the item is public. */
const seenIfPublic: readonly Change['action'][] = ['created', 'withdrawn', 'reinstated', 'redacted'];

const accessOf = (state: unknown): unknown => (state as { visibility?: unknown } | null)?.visibility;

/**
 * Whether a change of another kind also made an item public or took it from readers.
 * @param open the changed items that are public now
 */
const changedAccess = ({ action, thingId, before, after }: Change, open: ReadonlySet<number>): boolean =>
  seenIfPublic.includes(action)
    ? open.has(thingId)
    : (accessOf(after) === 'public') !== (accessOf(before) === 'public') &&
      accessOf(before) !== undefined &&
      accessOf(after) !== undefined;

/** The changed items that are public now. */
async function publicItems(tx: Tx, changes: readonly Change[]): Promise<ReadonlySet<number>> {
  const ids = changes.flatMap(({ action, thingId }) => (seenIfPublic.includes(action) ? [thingId] : []));
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: number }>`
    select id from thing where id = any(${ids}::bigint[]) and visibility = 'public'`.execute(tx);
  return new Set(rows.map((row) => Number(row.id)));
}

/** The event to log for a change of the recovery key, or for an item opened with it. Null for other changes. */
function recoveryEvent({ kind, action, after }: Change): SecurityEvent | null {
  const state = (after ?? {}) as { recovery?: true; fingerprint?: string };
  if (action === 'opened' && state.recovery) return 'recovery-opened';
  if (kind !== 'recovery') return null;
  if (action === 'created') return 'recovery-created';
  if (action === 'checked') return 'recovery-tested';
  return state.fingerprint ? 'recovery-rotated' : 'recovery-holder';
}

/** The event to log for a link to a draft that was created or ended. */
function draftLinkEvent({ kind, after }: Change): SecurityEvent | null {
  const state = (after ?? {}) as { draft_link_until?: string | null };
  if (kind !== 'article' || state.draft_link_until === undefined) return null;
  return state.draft_link_until === null ? 'draft-link-ended' : 'draft-link';
}

/** The event to log for a change of an item's access. */
const accessEvent = (change: Change, open: ReadonlySet<number>): SecurityEvent | undefined =>
  change.action === 'limited'
    ? (change.after as { team: unknown }).team === null
      ? 'unlimited'
      : 'limited'
    : (logged[change.action] ?? (changedAccess(change, open) ? 'visibility' : undefined));

/**
 * The entries of a change set: one for each change of an account, of a team or of the roles that need a second step,
 * and one for all items with the same change of access.
 */
function entriesOf({ changes, accountId: by, via, id: change }: ChangeSet, open: ReadonlySet<number>): SecurityEntry[] {
  const counts = new Map<SecurityEvent, number>();
  const entries: SecurityEntry[] = [];
  for (const one of changes) {
    if (one.action === 'redacted') {
      // Only public items are counted: their number tells nothing of what is limited to a team.
      counts.set('redacted', (counts.get('redacted') ?? 0) + (open.has(one.thingId) ? 1 : 0));
      continue;
    }
    const event = recoveryEvent(one) ?? draftLinkEvent(one) ?? accessEvent(one, open);
    if (event) counts.set(event, (counts.get(event) ?? 0) + 1);
    const ofAccount = one.kind === 'account' ? accountEvent(one) : null;
    if (ofAccount) entries.push({ ...ofAccount, by, via, account: one.thingId });
    const needed =
      one.kind === 'setting' ? (one.after as { secondStepRoles?: string[] } | null)?.secondStepRoles : null;
    if (needed) entries.push({ event: 'second-step-roles', roles: needed, by, via });
    if (one.kind === 'team')
      entries.push({ event: one.action === 'created' ? 'team-created' : 'team-changed', by, via, change });
  }
  return [
    ...entries,
    ...[...counts].map(([event, count]) => ({
      event,
      by,
      via,
      ...(event === 'limited' || event === 'unlimited' ? {} : { change }),
      count,
    })),
  ];
}

/**
 * Writes changes of accounts and of access to the security log. It must be the last listener: from here until the
 * transaction ends, others wait for its lock.
 */
export const securityListener: ChangeListener = {
  name: 'security log',
  onChange: async (tx, set) =>
    appendEntries(
      tx,
      set.at,
      entriesOf(
        set,
        await publicItems(
          tx,
          set.changes.filter((one) => !kindsElsewhere.includes(one.kind)),
        ),
      ),
    ),
};
