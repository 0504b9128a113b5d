import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { findThing } from '../../../record/refs.ts';
import { isKind } from '../../../record/kinds/registry.ts';
import type { Thing } from '../../../record/things.ts';

/**
 * Finds an item by its kind and number. Merged and redacted items are included, because each has its own history.
 * @throws AppError `not_found`
 */
export async function loadThing(db: Reader, kind: string, number: number): Promise<Thing> {
  const thing = isKind(kind) ? await findThing(db, kind, number) : undefined;
  if (!thing) throw new AppError('not_found');
  return thing;
}

/** The format of a batch id: a UUID. */
export const batchPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A title, shortened to about 90 characters. The title of a claim is its wording, which may be long. */
export const shortened = (title: string): string =>
  title.length > 90 ? `${title.slice(0, title.lastIndexOf(' ', 80))} …` : title;
