import type { LinkState, PassageState, StatementState } from '../history/states.ts';

/**
 * The parts of a claim that a colleague compares with the source. If one of them changes, the claim must be checked
 * again. The access to the parts and the ranks of values are left out, because they are not compared.
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
