import { actor } from './actor.ts';
import { capture } from './capture.ts';
import { caseKind } from './case.ts';
import { claim } from './claim.ts';
import type { Kind, KindDeclaration, ThingKind } from './kind.ts';
import { caseParts } from './parts.ts';
import { photo } from './photo.ts';
import { question } from './question.ts';
import { source } from './source.ts';

/** The record's own kinds, each after what it names. */
export const recordKinds: readonly Kind[] = [actor, caseKind, ...caseParts, source, capture, claim, question, photo];

const known = new Map<string, Kind>(recordKinds.map((kind) => [kind.name, kind]));

/**
 * Adds the kinds of a later module; the composition does it once for each module, in the order in which one module's
 * things name another's. @returns takes them out again, for tests
 * @throws TypeError where a kind of that name is known
 */
export function addKinds(kinds: readonly Kind[]): () => void {
  for (const kind of kinds) {
    const same = known.get(kind.name);
    if (same && same !== kind) throw new TypeError(`The kind ${kind.name} is declared twice.`);
    known.set(kind.name, kind);
  }
  return () => {
    for (const { name } of kinds) known.delete(name);
  };
}

/** All kinds, each after what it names. */
export const allKinds = (): readonly Kind[] => [...known.values()];

export const findKind = (name: string): Kind | undefined => known.get(name);

export const isKind = (name: string): name is ThingKind => known.has(name);

/** @throws TypeError for a name that no kind has */
export function kindOf(name: string): Kind {
  const kind = known.get(name);
  if (!kind) throw new TypeError(`There is no kind ${name}.`);
  return kind;
}

/** The names of the kinds that `test` picks. */
export const kindsThat = (test: (kind: Kind) => unknown): ThingKind[] =>
  allKinds()
    .filter((kind) => test(kind))
    .map((kind) => kind.name);

/** Columns in which a name can be found, of several kinds. */
export const textsOf = (kinds: readonly KindDeclaration[]): Record<string, readonly string[]> =>
  Object.assign({}, ...kinds.map((kind) => kind.texts)) as Record<string, readonly string[]>;
