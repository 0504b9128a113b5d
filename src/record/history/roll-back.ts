import type { State } from './states.ts';

/** The parts of a change from which `before` calculates the earlier state. */
export type Past = { action: string; before: unknown; redacted: boolean };

/** Why an earlier state cannot be read: it was redacted, or it was sealed and its plain text no longer exists. */
export type Barrier = 'redacted' | 'sealed';

/** The state before a change: a state, `null` if the item did not exist, or a barrier. */
export type Earlier = { state: State | null } | { barrier: Barrier };

/**
 * Calculates the state before a change from the state after it: each change stores the values that it replaced
 * (`before`). The new values that it stores (`after`) are not read, so old formats of them do not matter.
 */
export function before(after: State | null, past: Past): Earlier {
  if (past.action === 'redacted') return { barrier: 'redacted' };
  if (past.action === 'sealed') return { barrier: 'sealed' };
  if (past.action === 'created') return { state: null };
  if (past.action === 'opened') return { state: after };
  // A later redaction or sealing has emptied the values that this change stored.
  if (past.redacted) return { barrier: 'redacted' };
  const was = (past.before ?? {}) as Record<string, unknown>;
  if (was.visibility === 'sealed') return { barrier: 'sealed' };
  if (!after) return { state: null };
  const state: Record<string, unknown> = { ...after };
  for (const [field, value] of Object.entries(was)) {
    if (field === 'withdrawn')
      state.withdrawn = value === true ? { reason: typeof was.reason === 'string' ? was.reason : '' } : null;
    else if (field in after) state[field] = value;
  }
  return { state: state as State };
}

/** The state before several changes. `past` lists them newest first. */
export function beforeAll(now: State | null, past: readonly Past[]): Earlier {
  let earlier: Earlier = { state: now };
  for (const one of past) {
    if ('barrier' in earlier) return earlier;
    earlier = before(earlier.state, one);
  }
  return earlier;
}

/** Fields of a change that describe the change itself, or that repeat the state in another form. */
const ignored = new Set(['id', 'number', 'withdrawn', 'reason', 'set_back_to', 'example']);

/**
 * The fields of a change that are not part of the item's state, such as an answer to a disagreement or the other item
 * of a merge.
 */
export function fieldsOutsideState(state: State | null, part: unknown): Record<string, unknown> {
  if (!part || typeof part !== 'object') return {};
  return Object.fromEntries(
    Object.entries(part).filter(([field]) => !ignored.has(field) && !(state && field in state)),
  );
}
