import type { Citation, Override, SentenceAttrs, SentenceKind } from './schema.ts';

/*
 * What happens to a sentence's id and citations when the text is edited. Every edit of a document, by form or by
 * editor, goes through these rules:
 *
 *   text changed   id and citations stay
 *   split          the first part keeps the id and its citations; the other is new, its citations marked inherited
 *   merged         the first id stays, the citations are united
 *   deleted        the citations go with the sentence
 *   moved          all stays
 *
 * No citation gets onto a sentence that does not descend from the one it was on, except by the editor's word.
 */

/** The new part of a split sentence: what it rests on is not known until the editor says so. */
export function splitAttrs(from: SentenceAttrs, id: string): SentenceAttrs {
  return { ...from, id, citations: from.citations.map(({ claim }) => ({ claim, inherited: true })), override: null };
}

/** Two sentences made one. What either needs, the whole needs. */
export function mergeAttrs(first: SentenceAttrs, second: SentenceAttrs): SentenceAttrs {
  return {
    id: first.id,
    kind: mergedKind(first.kind, second.kind),
    citations: uniteCitations(first.citations, second.citations),
    reporter: first.reporter ?? second.reporter,
    basis: first.basis ?? second.basis,
    override: mergedOverride(first.override, second.override),
  };
}

/** A claim confirmed on either side is confirmed. */
export function uniteCitations(first: readonly Citation[], second: readonly Citation[]): Citation[] {
  const united = new Map<string, Citation>();
  for (const one of [...first, ...second]) {
    const known = united.get(one.claim);
    if (!known || (known.inherited && !one.inherited)) united.set(one.claim, one);
  }
  return [...united.values()];
}

const demand: readonly SentenceKind[] = ['connective', 'own-reporting', 'computed', 'cited'];
const mergedKind = (a: SentenceKind, b: SentenceKind): SentenceKind => (demand.indexOf(a) >= demand.indexOf(b) ? a : b);

function mergedOverride(a: Override | null, b: Override | null): Override | null {
  if (!a || !b) return a ?? b;
  return {
    reason: a.reason === b.reason ? a.reason : `${a.reason} ${b.reason}`,
    covers: [...new Set([...a.covers, ...b.covers])],
  };
}
