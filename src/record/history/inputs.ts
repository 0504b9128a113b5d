import type { z } from 'zod';
import type { actorInput, claimInput, sourceInput } from '../filing/schema.ts';
import type { ReferredItems } from './referred-items.ts';
import type { DerivationState, LinkState, NameState, PassageState, State, StatementState } from './states.ts';

/*
 * The exported functions turn the stored state of an item into the input of the operation that changes the item.
 */

/** A value as text. A missing value becomes undefined, as in a form. */
const or = (value: unknown): string | undefined =>
  value === null || value === undefined || value === '' ? undefined : String(value);

export function actorTo(state: State): z.input<typeof actorInput> {
  const names = (state.names as NameState[]).map((name) => ({
    text: name.text,
    kind: name.kind as 'alias',
    language: or(name.language),
  }));
  return { kind: state.kind as 'person', names, visibility: state.visibility as 'desk' };
}

export function sourceTo(state: State, named: ReferredItems): z.input<typeof sourceInput> {
  return {
    kind: String(state.kind),
    title: String(state.title),
    publisher: state.publisher_id === null ? undefined : named.ref(state.publisher_id),
    published: or(state.published),
    language: or(state.language),
    note: or(state.note),
    withheld: (state.withheld ?? null) as 'safety' | null,
    addresses: state.addresses as string[],
    derivedFrom: (state.derivedFrom as DerivationState[]).map((one) => ({
      origin: named.ref(one.origin_id),
      kind: one.kind as 'cites',
      basis: or(one.basis),
    })),
    visibility: state.visibility as 'desk',
  };
}

export function claimTo(state: State, named: ReferredItems): z.input<typeof claimInput> {
  const ref = (id: number | null): string | undefined => (id === null ? undefined : named.ref(id));
  return {
    case: ref(state.case_id as number | null),
    wording: String(state.wording),
    kind: state.kind as 'quotation',
    language: String(state.language),
    mode: state.mode as 'stated',
    certainty: String(state.certainty),
    chain: (state.chain as LinkState[]).map((link) => ({
      actor: ref(link.actor_id),
      asWritten: or(link.as_written),
      verb: or(link.verb),
      source: ref(link.source_id),
      carriedOver: link.carried_over,
      pagesOwn: link.pages_own,
      visibility: link.visibility as 'public',
    })),
    support: supportTo(state, named),
    statements: (state.statements as StatementState[]).map((one) => ({
      subject: named.ref(one.subject_id),
      property: one.property,
      value: one.value,
      rank: one.rank as 'normal',
    })),
    visibility: state.visibility as 'desk',
  };
}

function supportTo(state: State, named: ReferredItems): z.input<typeof claimInput>['support'] {
  const note = or(state.support_note);
  const passage = state.passage as PassageState | null;
  if (state.support === 'passage' && passage)
    // If the stored state does not say who can see the passage, the passage is made desk only.
    return {
      kind: 'passage',
      capture: named.ref(passage.captureId),
      start: passage.start,
      end: passage.end,
      visibility: (passage.visibility ?? 'desk') as 'desk',
    };
  if (state.support === 'reference') return { kind: 'reference', source: named.ref(state.source_id), note };
  return { kind: 'direct-word', note: note ?? '' };
}
