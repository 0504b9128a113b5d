import type { State } from './states.ts';

/** One change of a thing as rolling back needs it; newest first. */
export type Past = { action: string; before: unknown; redacted: boolean };

/** Why what stood before a change can't be had again: it was erased, or it was sealed and the plain text is gone. */
export type Barrier = 'redacted' | 'sealed';

/** What stood before a change: the state, nothing yet (`null`), or a barrier that no way leads past. */
export type Earlier = { state: State | null } | { barrier: Barrier };

/**
 * What a thing said before a change, from what it said after it: each change keeps what it replaced. Only that is
 * read, so that it does not matter in which form the record keeps what was made.
 */
export function before(after: State | null, past: Past): Earlier {
  if (past.action === 'redacted') return { barrier: 'redacted' };
  if (past.action === 'sealed') return { barrier: 'sealed' };
  if (past.action === 'created') return { state: null };
  if (past.action === 'opened') return { state: after };
  // Emptied by a redaction or a sealing that came later.
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

/** The same through several changes, newest first. */
export function beforeAll(now: State | null, past: readonly Past[]): Earlier {
  let earlier: Earlier = { state: now };
  for (const one of past) {
    if ('barrier' in earlier) return earlier;
    earlier = before(earlier.state, one);
  }
  return earlier;
}

/** Parts of a change that say how it came about, or what the state says in another way. */
const told = new Set(['id', 'number', 'withdrawn', 'reason', 'set_back_to', 'example']);

/** What a change keeps besides the thing's state: an answer to a disagreement, whom a merge was with. */
export function besides(state: State | null, part: unknown): Record<string, unknown> {
  if (!part || typeof part !== 'object') return {};
  return Object.fromEntries(Object.entries(part).filter(([field]) => !told.has(field) && !(state && field in state)));
}
