import type { z } from 'zod';
import type { answerInput } from '../../../record/disagreements/answer.ts';
import { refOf } from '../../../record/refs.ts';
import type { CaseDisagreement } from '../../../record/views/case.ts';
import type { FactView } from '../../../record/views/facts.ts';

/** A disagreement from the same claims as another disagreement in the case. `key` identifies it in the form. */
export type Sharing = CaseDisagreement & { key: string };

/**
 * The other unresolved disagreements of a case that come from the same claims. For example, a source often gives the
 * same date for the filing, for the event and for the beginning of the case. One decision can then resolve all three.
 */
export function sharing(one: CaseDisagreement, others: readonly CaseDisagreement[]): Sharing[] {
  const shared = (value: FactView, other: CaseDisagreement): boolean => matching(value, other) !== undefined;
  return others
    .filter((other) => !(other.subject.id === one.subject.id && other.property.property === one.property.property))
    .filter((other) => other.state === 'open' || other.state === 'reopened')
    .filter((other) => one.property.values.filter((value) => shared(value, other)).length > 1)
    .map((other) => ({ ...other, key: `${refOf(other.subject)}.${other.property.property}` }));
}

/** The value in another disagreement that shares a claim with `value`. Undefined if there is none, or more than one. */
function matching(value: FactView, other: CaseDisagreement): FactView | undefined {
  const found = other.property.values.filter((one) => one.claimIds.some((id) => value.claimIds.includes(id)));
  return found.length === 1 ? found[0] : undefined;
}

type Input = { answer: z.input<typeof answerInput>['answer']; reason: string; prefers?: string };

/**
 * Converts the decision about `one` to a decision about `other`, which never creates a second event. Null if it is
 * unclear which value of `other` corresponds to the preferred value.
 */
export function answerForSimilar(
  one: CaseDisagreement,
  other: Sharing,
  input: Input,
): z.input<typeof answerInput> | null {
  const base = {
    subject: refOf(other.subject),
    property: other.property.property,
    answer: input.answer,
    reason: input.reason,
  };
  if (input.answer !== 'preferred') return base;
  const chosen = one.property.values.find((value) => String(value.statementIds[0]) === input.prefers);
  const counterpart = chosen && matching(chosen, other);
  return counterpart ? { ...base, prefers: counterpart.statementIds[0] } : null;
}
