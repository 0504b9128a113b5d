import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { findThing } from '../../../record/refs.ts';
import { isKind } from '../../../record/kinds/registry.ts';
import type { Thing } from '../../../record/things.ts';

/** A thing by its own kind and number, merged or erased too: its history is its own. @throws AppError `not_found` */
export async function loadThing(db: Reader, kind: string, number: number): Promise<Thing> {
  const thing = isKind(kind) ? await findThing(db, kind, number) : undefined;
  if (!thing) throw new AppError('not_found');
  return thing;
}

/** What a batch is called: a UUID. */
export const batchPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A claim's wording is its title, and may be long. */
export const shortened = (title: string): string =>
  title.length > 90 ? `${title.slice(0, title.lastIndexOf(' ', 80))} …` : title;
