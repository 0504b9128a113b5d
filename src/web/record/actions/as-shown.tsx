import { isEditor } from '../../../accounts/tables.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import type { Principal } from '../../../platform/operation.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { control } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import type { PageRequest } from '../../kit/pages/page-request.ts';

/** The value of a hidden field that says which version of an item the page shows. */
export const shownVersion = (ref: string, version: number): string => `${ref}@${version}`;

/** Several versions by ref, each as `shownVersion`. */
export const shownVersions = (versions: Readonly<Record<string, number>>): string[] =>
  Object.entries(versions).map(([ref, version]) => shownVersion(ref, version));

/** The versions, by ref, in values of `shownVersion`. */
export const readShown = (values: readonly unknown[]): Record<string, number> =>
  Object.fromEntries(
    values.flatMap((one) => {
      const [, ref, version] = (typeof one === 'string' && /^(.+)@(\d+)$/.exec(one)) || [];
      return ref ? [[ref, Number(version)]] : [];
    }),
  );

/**
 * Hidden fields of a form that makes items public. Each has the ref of an item, and the version that the page shows.
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

/** The versions that `ShownVersions` sent, by ref. */
export const versionsIn = (values: Tree): Record<string, number> => readShown([values[control.shown]].flat());

/**
 * Makes items public if they have not changed since the page showed them. People who are not editors only propose the
 * change. Versions are then compared when an editor accepts the proposal.
 * @param page the address of the page that showed the items
 * @throws AppError `changed_since`
 */
export const publishAsShown = (
  { run, principal }: Pick<PageRequest<unknown>, 'run'> & { principal: Principal },
  things: readonly string[],
  shown: Readonly<Record<string, number>>,
  page: string,
): Promise<void> =>
  asShown(page, () =>
    run(setVisibility, {
      things: [...things],
      visibility: 'public',
      ...(isEditor(principal) ? { versions: chosen(shown, things) } : {}),
    }),
  );

/** The versions of the chosen items only. */
export const chosen = (
  shown: Readonly<Record<string, number>>,
  things: readonly string[],
): Readonly<Record<string, number>> =>
  Object.fromEntries(things.flatMap((ref) => (Object.hasOwn(shown, ref) ? [[ref, shown[ref]!]] : [])));

/**
 * What a page shows, as the value of one field. `number` is a version or a similar number. `digest` covers the parts
 * without a version.
 */
export const shownPair = (number: number, digest: string): string => `${number} ${digest}`;

/** The two parts of a value that `shownPair` created. */
export const pairIn = (sent = ''): { number: string; digest?: string } => {
  const [number = '', digest] = sent.split(' ');
  return { number, digest };
};

/**
 * Runs `work`, which compares versions. @throws AppError `changed_since` with a link to `page`, if the versions differ
 */
export async function asShown<R>(page: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (thrown) {
    if (asAppError(thrown).code === 'conflict') throw new AppError('changed_since', { details: { page } });
    throw thrown;
  }
}
