import type { Brief } from '../../../record/views/briefs.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import type { ValueView } from '../../../record/views/values.ts';
import { isCounted } from '../../../record/claims/counted.ts';
import { endsDisagreement } from '../../../record/disagreements/answers.ts';
import type { CaseView } from '../../../record/views/case.ts';
import type { Claims } from './facts.tsx';

/**
 * The position of a person that most of the claims state, with these claims. Claims that only allege or deny a
 * position, for example, do not count. Null if no claim states one.
 */
export function positionOf(
  claims: Claims,
  { id, sort, hidden }: Brief,
): { value: ValueView; claims: ClaimView[] } | null {
  if (sort !== 'person' || hidden) return null;
  const found = new Map<string, { value: ValueView; claims: ClaimView[] }>();
  for (const claim of claims.values()) {
    if (claim.attributed || !isCounted(claim.state)) continue;
    for (const { subject, property, rank, value } of claim.statements) {
      if (property !== 'position' || subject.id !== id || rank === 'deprecated') continue;
      const key = JSON.stringify(value.value);
      const known = found.get(key) ?? { value, claims: [] };
      found.set(key, { ...known, claims: [...known.claims, claim] });
    }
  }
  return [...found.values()].toSorted((a, b) => b.claims.length - a.claims.length)[0] ?? null;
}

/** Whether sources disagree on the position of a person, and no editor has resolved this. */
export const isPositionDisputed = (disagreements: CaseView['disagreements'], { id }: Brief): boolean =>
  disagreements.some(
    ({ subject, property, state }) => subject.id === id && property.property === 'position' && !endsDisagreement(state),
  );
