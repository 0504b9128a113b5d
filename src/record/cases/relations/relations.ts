import type { Brief } from '../../views/briefs.ts';
import type { CaseView } from '../../views/case.ts';
import { beganInFacts } from '../../views/began.ts';
import type { ClaimView } from '../../views/claims.ts';
import type { PropertyView } from '../../views/facts.ts';

/** Symmetric relations: the relation of one case to another is also the relation of the other case to it. */
export const mutual: ReadonlySet<string> = new Set(['same-dispute', 'related-to']);
const relations: ReadonlySet<string> = new Set(['follows', 'same-dispute', 'retaliation-for', 'related-to']);

/**
 * A relation between two cases. `property` says how `from` is related to `to`, for example that `from` follows `to`.
 * `claims` are the claims that state the relation.
 */
export type Relation = { from: Brief; to: Brief; property: string; claims: ClaimView[] };
/**
 * `began`: when the case began, as EDTF. Null if no source says when. `from`: the first day of this date.
 */
export type RelatedCase = { case: Brief; began: string | null; from: string | null };
export type Relations = { cases: RelatedCase[]; relations: Relation[] };

/**
 * A case with its related cases, and all relations among them. The relations of the case itself are first. Both lists
 * are empty if no case is related.
 */
export function relationsOf(view: CaseView): Relations {
  const others = new Map(view.related.map((one) => [one.case.id, one.case]));
  others.delete(view.brief.id);
  if (others.size === 0) return { cases: [], relations: [] };
  const { facts, claims } = view.others;
  const between = [...others.values()].flatMap((from) =>
    (facts.get(from.id) ?? [])
      .filter((property) => relations.has(property.property))
      .flatMap((property) =>
        property.values.flatMap((value): Relation[] => {
          const to = value.thing && value.thing.id !== from.id ? others.get(value.thing.id) : undefined;
          const stated = value.claimIds.flatMap((id) => claims.get(id) ?? []);
          return to ? [{ from, to, property: property.property, claims: stated }] : [];
        }),
      ),
  );
  const own = view.related
    .filter((one) => others.has(one.case.id))
    .map((one): Relation => ({
      from: one.direction === 'to' ? view.brief : one.case,
      to: one.direction === 'to' ? one.case : view.brief,
      property: one.property,
      claims: one.claims,
    }));
  return {
    cases: [
      { case: view.brief, ...beganOf(view.facts) },
      ...[...others.values()].map((one) => ({ case: one, ...beganOf(facts.get(one.id) ?? []) })),
    ],
    relations: mergeDirections([...own, ...between]),
  };
}

/** Merges the two directions of a symmetric relation. */
function mergeDirections(all: readonly Relation[]): Relation[] {
  const found = new Map<string, Relation>();
  for (const one of all) {
    const ends = mutual.has(one.property)
      ? [one.from.id, one.to.id].toSorted((a, b) => a - b)
      : [one.from.id, one.to.id];
    const key = `${one.property} ${ends.join()}`;
    const known = found.get(key);
    if (known)
      known.claims = [
        ...known.claims,
        ...one.claims.filter((claim) => !known.claims.some((other) => other.id === claim.id)),
      ];
    else found.set(key, { ...one, claims: [...one.claims] });
  }
  return [...found.values()];
}

const beganOf = (facts: readonly PropertyView[]): Pick<RelatedCase, 'began' | 'from'> => {
  const { edtf, dates } = beganInFacts(facts);
  return { began: edtf, from: dates[0]?.from ?? null };
};
