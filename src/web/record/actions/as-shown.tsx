import { isEditor } from '../../../accounts/tables.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import type { Principal } from '../../../platform/operation.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { control } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import type { PageRequest } from '../../kit/pages/page-request.ts';

/** The value of a hidden field: an item's ref, and the version that the page shows. */
export const shownVersion = (ref: string, version: number): string => `${ref}@${version}`;

/** The values of the hidden fields for several items. `versions` are by ref. */
export const shownVersions = (versions: Readonly<Record<string, number>>): string[] =>
  Object.entries(versions).map(([ref, version]) => shownVersion(ref, version));

/** Parses values of `shownVersion`. Returns the versions, by ref. */
export const readVersions = (values: readonly unknown[]): Record<string, number> =>
  Object.fromEntries(
    values.flatMap((one) => {
      const [, ref, version] = (typeof one === 'string' && /^(.+)@(\d+)$/.exec(one)) || [];
      return ref ? [[ref, Number(version)]] : [];
    }),
  );

/** Hidden fields with the refs of items and the versions that the page shows, for a form that changes these items. */
export function ShownVersions({ versions }: { versions: Readonly<Record<string, number>> }) {
  return (
    <>
      {shownVersions(versions).map((value) => (
        <input type="hidden" name={control.shown} value={value} />
      ))}
    </>
  );
}

/** The versions in the hidden fields of a submitted form, by ref. */
export const shownVersionsIn = (values: Tree): Record<string, number> => readVersions([values[control.shown]].flat());

/**
 * Makes items public if they have not changed since the page showed them. Someone who is not an editor only proposes
 * this, and the versions are compared when an editor accepts the proposal.
 * @param page the address of the page that showed the items
 * @throws AppError `changed_since`
 */
export const publishUnlessChanged = (
  { run, principal }: Pick<PageRequest<unknown>, 'run'> & { principal: Principal },
  things: readonly string[],
  shown: Readonly<Record<string, number>>,
  page: string,
): Promise<void> =>
  unlessChanged(page, () =>
    run(setVisibility, {
      things: [...things],
      visibility: 'public',
      ...(isEditor(principal) ? { versions: versionsOf(shown, things) } : {}),
    }),
  );

/** The versions of `things` (refs) among all that the page shows. */
export const versionsOf = (
  shown: Readonly<Record<string, number>>,
  things: readonly string[],
): Readonly<Record<string, number>> =>
  Object.fromEntries(things.flatMap((ref) => (Object.hasOwn(shown, ref) ? [[ref, shown[ref]!]] : [])));

/**
 * The state that a page shows, as the value of one hidden field. `number` is a version or the number of a revision.
 * `digest` is a hash of everything on the page that has no version.
 */
export const shownPair = (number: number, digest: string): string => `${number} ${digest}`;

export const readShownPair = (sent = ''): { number: string; digest?: string } => {
  const [number = '', digest] = sent.split(' ');
  return { number, digest };
};

/**
 * Runs an operation that compares versions.
 * @throws AppError `changed_since`, with a link to `page`, instead of `conflict`
 */
export async function unlessChanged<R>(page: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (thrown) {
    if (asAppError(thrown).code === 'conflict') throw new AppError('changed_since', { details: { page } });
    throw thrown;
  }
}
