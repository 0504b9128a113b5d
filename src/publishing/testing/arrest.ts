import { run, type App } from '../../platform/operation.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import type { FilingInput } from '../../record/filing/schema.ts';

/** What the claim of `fileArrest` says, with sentences that agree with it and sentences that contradict it. */
export const arrest = {
  claim: 'Police arrested Marta Kolin, the editor of the Coastal Herald, on May 11, 2024.',
  right: 'Marta Kolin was arrested on 11 May 2024.',
  wrong: 'Marta Kolin was arrested on 12 May 2019.',
  more: 'Marta Kolin was arrested on 11 May 2024 and released on 14 May 2024.',
} as const;

export type ArrestClaim = Partial<NonNullable<FilingInput['claims']>[number]>;
let times = 0;

/**
 * Creates a public claim of an arrest for each element of `claims`, which replaces some of the claim's fields. `#event`
 * is the arrest.
 */
export async function fileArrest(app: App, ...claims: ArrestClaim[]): Promise<string[]> {
  times += 1;
  const { claims: filed } = await run(app, file, editor, {
    actors: [
      {
        key: 'union',
        kind: 'organisation',
        names: [{ text: 'Union of Coastal Writers', kind: 'preferred' }],
        visibility: 'public',
      },
    ],
    sources: [
      {
        key: 'page',
        kind: 'report',
        title: 'An arrest',
        publisher: '#union',
        published: '2024-05-14',
        addresses: [`https://union.example/${times}`],
        visibility: 'public',
      },
    ],
    cases: [{ key: 'case', title: 'The arrest of an editor', visibility: 'public' }],
    events: [{ key: 'event', case: '#case', title: 'The arrest' }],
    claims: claims.map((one) => ({
      case: '#case',
      wording: arrest.claim,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ actor: '#union', verb: 'wrote' }],
      support: { kind: 'reference' as const, source: '#page' },
      ...one,
    })),
  });
  return [...filed];
}
