import type { Generated } from 'kysely';

/** Who has a duty. */
export const dutyBearers = ['website', 'editor', 'journalist'] as const;
export type DutyBearer = (typeof dutyBearers)[number];

/** What a duty requires. */
export const dutyActs = [
  'identify-commenters',
  'keep',
  'obtain-permission',
  'publish-reply',
  'remove',
  'register',
  'mark',
] as const;
export type DutyAct = (typeof dutyActs)[number];

/** Kinds of secret that laws protect. `other`: secrets of a lawyer, a notary, the tax office, an investigation. */
export const secretKinds = ['personal', 'family', 'medical', 'banking', 'commercial', 'other'] as const;
export type SecretKind = (typeof secretKinds)[number];

/** What a duty can require together with a period. `needed`: the period is required; `may`: it is optional. */
export const periodOf: Readonly<Partial<Record<DutyAct, 'needed' | 'may'>>> = {
  keep: 'needed',
  remove: 'may',
  'publish-reply': 'may',
  register: 'may',
  mark: 'may',
};

export type DutyClaimRole = 'says' | 'criticises';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    duty: {
      id: Generated<number>;
      provision_id: number;
      bearer: DutyBearer;
      act: DutyAct;
      period: string | null;
      secrets: SecretKind[];
      since: string | null;
      ended: string | null;
      quote: string | null;
    };
    duty_claim: { duty_id: number; claim_id: number; role: DutyClaimRole };
  }
}
