import { actor } from './actor.ts';
import { capture } from './capture.ts';
import { caseKind } from './case.ts';
import { claim } from './claim.ts';
import type { Kind, KindDeclaration, ThingKind } from './kind.ts';
import { caseParts } from './parts.ts';
import { photo } from './photo.ts';
import { question } from './question.ts';
import { source } from './source.ts';

/** The record's own kinds. Each comes after the kinds to which it refers. */
export const recordKinds: readonly Kind[] = [actor, caseKind, ...caseParts, source, capture, claim, question, photo];

const known = new Map<string, Kind>(recordKinds.map((kind) => [kind.name, kind]));

/** Whether `allKinds` was called. */
let listed = false;

/**
 * Adds the kinds of other modules. A kind must be added after the kinds to which it refers.
 * @throws TypeError if a kind with that name exists, or if `allKinds` has been called already: its caller would not
 * know of these kinds
 */
export function addKinds(kinds: readonly Kind[]): void {
  if (listed && kinds.some((kind) => known.get(kind.name) !== kind))
    throw new TypeError('The list of kinds was read before all were added.');
  addMoreKinds(kinds);
}

/** For tests: adds kinds even after `allKinds` was called. @returns a function that removes them */
export function addMoreKinds(kinds: readonly Kind[]): () => void {
  for (const kind of kinds) {
    const same = known.get(kind.name);
    if (same && same !== kind) throw new TypeError(`The kind ${kind.name} is declared twice.`);
    known.set(kind.name, kind);
  }
  return () => {
    for (const { name } of kinds) known.delete(name);
  };
}

/** All kinds. Each comes after the kinds to which it refers. */
export function allKinds(): readonly Kind[] {
  listed = true;
  return [...known.values()];
}

export const findKind = (name: string): Kind | undefined => known.get(name);

export const isKind = (name: string): name is ThingKind => known.has(name);

/** @throws TypeError for an unknown name */
export function kindOf(name: string): Kind {
  const kind = known.get(name);
  if (!kind) throw new TypeError(`There is no kind ${name}.`);
  return kind;
}

/** The names of the kinds for which `test` is true. */
export const kindsThat = (test: (kind: Kind) => unknown): ThingKind[] =>
  allKinds()
    .filter((kind) => test(kind))
    .map((kind) => kind.name);

/** Columns of several kinds that can contain a name. */
export const textsOf = (kinds: readonly KindDeclaration[]): Record<string, readonly string[]> =>
  Object.assign({}, ...kinds.map((kind) => kind.textColumns)) as Record<string, readonly string[]>;
