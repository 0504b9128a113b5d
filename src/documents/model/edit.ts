import type { Citation, Override, SentenceAttrs, SentenceKind } from './schema.ts';

/*
 * What happens to a sentence's id and citations when the text is edited. Every edit, by form or by editor, follows
 * these rules:
 *   text changed   id and citations stay
 *   split          the first part keeps the id and its citations; the other is new, with inherited citations
 *   merged         the first id stays, the citations are united
 *   deleted        the citations are deleted with the sentence
 *   moved          everything stays
 * A citation never gets onto a sentence that does not come from the original one, unless the editor says so.
 */

/** The attributes of the new part of a split sentence. An editor must confirm its citations. */
export function splitAttrs(from: SentenceAttrs, id: string): SentenceAttrs {
  return { ...from, id, citations: from.citations.map(({ claim }) => ({ claim, inherited: true })), override: null };
}

/**
 * The attributes of a sentence that was joined from two. It has the citations of both. Of the two kinds, it gets the
 * stricter one.
 */
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

/**
 * The citations of both sentences, each claim once. If one of the two citations of a claim is confirmed, the result is
 * confirmed.
 */
export function uniteCitations(first: readonly Citation[], second: readonly Citation[]): Citation[] {
  const united = new Map<string, Citation>();
  for (const one of [...first, ...second]) {
    const known = united.get(one.claim);
    if (!known || (known.inherited && !one.inherited)) united.set(one.claim, one);
  }
  return [...united.values()];
}

const demand: readonly SentenceKind[] = [
  'salutation',
  'appeal',
  'demand',
  'connective',
  'own-reporting',
  'computed',
  'cited',
];
const mergedKind = (a: SentenceKind, b: SentenceKind): SentenceKind => (demand.indexOf(a) >= demand.indexOf(b) ? a : b);

function mergedOverride(a: Override | null, b: Override | null): Override | null {
  if (!a || !b) return a ?? b;
  return {
    reason: a.reason === b.reason ? a.reason : `${a.reason} ${b.reason}`,
    covers: [...new Set([...a.covers, ...b.covers])],
  };
}
