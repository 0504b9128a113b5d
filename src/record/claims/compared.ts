import type { LinkState, PassageState, StatementState } from '../history/states.ts';

/**
 * The parts of a claim that a colleague compares with the source. If one of them changes, the claim has to be checked
 * again. Who can see a part of the claim, and which of several values is preferred, are not among them.
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
