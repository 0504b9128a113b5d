import type { SecretKind } from '../duties/tables.ts';

/**
 * A person's permission. `article` is null if the permission covers every article. `person.ref` is null if the person
 * is not in the record.
 */
export type PermissionOnFile = {
  person: { ref: string | null; name: string };
  article: string | null;
  kinds: readonly SecretKind[];
};

/** The `kinds` of secrets for which the person has given no permission. */
export function missingKinds(
  person: { ref: string | null; name: string },
  kinds: readonly SecretKind[],
  onFile: readonly PermissionOnFile[],
): SecretKind[] {
  const theirs = onFile.filter((one) =>
    one.person.ref !== null && person.ref !== null ? one.person.ref === person.ref : one.person.name === person.name,
  );
  return kinds.filter((kind) => !theirs.some((one) => one.kinds.includes(kind)));
}
