import type { Reader } from '../../platform/database/tx.ts';
import type { SecretKind } from '../duties/tables.ts';

/** What somebody has agreed to have published. `article` null: wherever it is. `person`: on record, or by name alone. */
export type PermissionOnHand = { person: { ref: string | null; name: string }; article: string | null; kinds: readonly SecretKind[] };

/**
 * The permissions on hand for an article. What is asked of the database tells the article and nothing else: what an
 * advice finds must not be read off its questions (docs/decisions/0071).
 *
 * The desk keeps no permissions yet, so none is on hand.
 */
export const permissionsOnHand = (_db: Reader, _article: string | null): Promise<readonly PermissionOnHand[]> => Promise.resolve([]);

/** Which of `kinds` nobody has the person's permission for. */
export function missingKinds(person: { ref: string | null; name: string }, kinds: readonly SecretKind[], onHand: readonly PermissionOnHand[]): SecretKind[] {
  const theirs = onHand.filter((one) => (one.person.ref !== null && person.ref !== null ? one.person.ref === person.ref : one.person.name === person.name));
  return kinds.filter((kind) => !theirs.some((one) => one.kinds.includes(kind)));
}
