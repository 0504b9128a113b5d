import type { LinkState, PassageState, StatementState } from '../history/states.ts';

/**
 * What someone compares with the source. If any of it changes, the earlier comparison no longer covers the claim. Who
 * can see a part of the claim, and which of several values is preferred, is not compared.
 */
export const comparedIn = (state: Record<string, unknown>) => ({
  ...Object.fromEntries(
    ['wording', 'kind', 'language', 'mode', 'certainty', 'support', 'source_id', 'support_note'].map((field) => [
      field,
      state[field] ?? null,
    ]),
  ),
  passage: state.passage ? { ...(state.passage as PassageState), visibility: null } : null,
  chain: (state.chain as LinkState[]).map((link) => ({ ...link, visibility: null })),
  statements: (state.statements as StatementState[]).map((one) => ({ ...one, rank: null })),
});
