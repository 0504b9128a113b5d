import { z } from 'zod';
import type { ClaimPageView } from '../../../record/views/claim.ts';
import { routes } from '../../routes.ts';
import { claimJson, claimOf, headJson, thingJson, thingOf, translationsJson } from './parts.ts';

/** The response of `/claims/:number.json`. */
export const publicClaimPage = z.strictObject({
  ...headJson,
  claim: claimJson,
  beside: z.array(claimJson).describe('Other claims about the same property of the same item'),
  raises: z.array(thingJson),
  answers: z.array(thingJson),
  citedBy: z.array(z.strictObject({ number: z.number(), headline: z.string(), url: z.string() })),
  translations: translationsJson,
});
export type PublicClaimPage = z.output<typeof publicClaimPage>;

export function claimPageJson(view: ClaimPageView, citedBy: PublicClaimPage['citedBy']): PublicClaimPage {
  return publicClaimPage.parse({
    schema: 'kronika.claim.v1',
    number: view.claim.number,
    url: routes.claim({ number: view.claim.number }),
    example: view.example,
    invented: view.claim.invented,
    claim: claimOf(view.claim),
    beside: view.beside.map(claimOf),
    raises: view.raises.map(thingOf),
    answers: view.answers.map(thingOf),
    citedBy,
    translations: view.translations,
  } satisfies PublicClaimPage);
}
