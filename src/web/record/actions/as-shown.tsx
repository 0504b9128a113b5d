import { isEditor } from '../../../accounts/tables.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import type { Principal } from '../../../platform/operation.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { control } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import type { PageRequest } from '../../kit/pages/page-request.ts';

/** In a form that makes items public: their versions, by ref, as the page shows them. */
export function ShownVersions({ versions }: { versions: Readonly<Record<string, number>> }) {
  return (
    <>
      {Object.entries(versions).map(([ref, version]) => (
        <input type="hidden" name={control.shown} value={`${ref}@${version}`} />
      ))}
    </>
  );
}

/** What `ShownVersions` sent. */
export const versionsIn = (values: Tree): Record<string, number> =>
  Object.fromEntries(
    [values[control.shown]].flat().flatMap((one) => {
      const [, ref, version] = (typeof one === 'string' && /^(.+)@(\d+)$/.exec(one)) || [];
      return ref ? [[ref, Number(version)]] : [];
    }),
  );

/**
 * Makes items public as the page showed them. A proposal is compared when an editor accepts it.
 * @param page the page that showed them
 * @throws AppError `changed_since`
 */
export const publishAsShown = (
  { run, principal }: Pick<PageRequest<unknown>, 'run'> & { principal: Principal },
  things: readonly string[],
  shown: Readonly<Record<string, number>>,
  page: string,
): Promise<void> =>
  asShown(page, () => {
    const versions = Object.fromEntries(
      things.flatMap((ref) => (Object.hasOwn(shown, ref) ? [[ref, shown[ref]!]] : [])),
    );
    return run(setVisibility, {
      things: [...things],
      visibility: 'public',
      ...(isEditor(principal) ? { versions } : {}),
    });
  });

/** What a page shows, in one control: a number, such as a version, and a digest of what has none. */
export const shownPair = (number: number, digest: string): string => `${number} ${digest}`;

/** What `shownPair` sent. */
export const pairIn = (sent = ''): { number: string; digest?: string } => {
  const [number = '', digest] = sent.split(' ');
  return { number, digest };
};

/** Runs what compares versions; after a conflict, the error links to the page. @throws AppError `changed_since` */
export async function asShown<R>(page: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (thrown) {
    if (asAppError(thrown).code === 'conflict') throw new AppError('changed_since', { details: { page } });
    throw thrown;
  }
}
