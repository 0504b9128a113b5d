import { isEditor } from '../../../accounts/tables.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import type { Principal } from '../../../platform/operation.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { control } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import type { PageRequest } from '../../kit/pages/page-request.ts';

/** The value of a hidden field: an item's ref, and the version that the page shows. */
export const shownVersion = (ref: string, version: number): string => `${ref}@${version}`;

/** The values of the hidden fields for several items. `versions`: the version of each item, by ref. */
export const shownVersions = (versions: Readonly<Record<string, number>>): string[] =>
  Object.entries(versions).map(([ref, version]) => shownVersion(ref, version));

/** Parses values of `shownVersion`. The result has the version of each item, by ref. */
export const readVersions = (values: readonly unknown[]): Record<string, number> =>
  Object.fromEntries(
    values.flatMap((one) => {
      const [, ref, version] = (typeof one === 'string' && /^(.+)@(\d+)$/.exec(one)) || [];
      return ref ? [[ref, Number(version)]] : [];
    }),
  );

/**
 * The hidden fields of a form that makes items public. Each field has an item's ref and the version that the page
 * shows.
 */
export function ShownVersions({ versions }: { versions: Readonly<Record<string, number>> }) {
  return (
    <>
      {shownVersions(versions).map((value) => (
        <input type="hidden" name={control.shown} value={value} />
      ))}
    </>
  );
}

/** The versions in the hidden fields of a sent form, by ref. */
export const shownVersionsIn = (values: Tree): Record<string, number> => readVersions([values[control.shown]].flat());

/**
 * Makes items public if they have not changed since the page showed them. People who are not editors only propose this.
 * Their proposal is compared with the items' versions when an editor accepts it.
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

/** The shown versions of `things` (refs) only. */
export const versionsOf = (
  shown: Readonly<Record<string, number>>,
  things: readonly string[],
): Readonly<Record<string, number>> =>
  Object.fromEntries(things.flatMap((ref) => (Object.hasOwn(shown, ref) ? [[ref, shown[ref]!]] : [])));

/**
 * The state of a page, as the value of one field. `number` is a version or a similar number. `digest` is a hash of the
 * parts without a version.
 */
export const shownPair = (number: number, digest: string): string => `${number} ${digest}`;

/** Splits a value of `shownPair`. */
export const readShownPair = (sent = ''): { number: string; digest?: string } => {
  const [number = '', digest] = sent.split(' ');
  return { number, digest };
};

/**
 * Runs `work`, an operation that compares versions. @throws AppError `changed_since` with a link to `page`, if
 * something has changed since the page showed it
 */
export async function unlessChanged<R>(page: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (thrown) {
    if (asAppError(thrown).code === 'conflict') throw new AppError('changed_since', { details: { page } });
    throw thrown;
  }
}
