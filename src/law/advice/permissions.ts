import type { SecretKind } from '../duties/tables.ts';

/** What somebody has agreed to have published. `article` null: wherever it is. `person`: on record, or by name alone. */
export type PermissionOnFile = {
  person: { ref: string | null; name: string };
  article: string | null;
  kinds: readonly SecretKind[];
};

/** Which of `kinds` nobody has the person's permission for. */
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
