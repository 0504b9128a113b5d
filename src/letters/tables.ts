import type { Generated } from 'kysely';
import type { DocumentJson } from '../documents/model/schema.ts';
import type { LetterContent } from './hosted/content.ts';

/** `reported`: known from sources; `hosted`: written and signed here. */
export const letterSorts = ['reported', 'hosted'] as const;
export type LetterSort = (typeof letterSorts)[number];

/** The stage of a letter that is signed here. */
export const letterStages = ['drafting', 'signing', 'published'] as const;
export type LetterStage = (typeof letterStages)[number];

/** Who may sign besides invited organisations. */
export const signedBy = ['invited', 'organisations', 'people', 'anyone'] as const;
export type OpenTo = (typeof signedBy)[number];
/** When the desk checks signatures without an invitation: before readers see them, or after. */
export const moderations = ['before', 'after'] as const;
export type Moderation = (typeof moderations)[number];
export const refusals = ['duplicate', 'not-real', 'impersonation', 'abuse', 'other'] as const;
export type Refusal = (typeof refusals)[number];
export const signatureOrders = ['alphabetical', 'given'] as const;
export type SignatureOrder = (typeof signatureOrders)[number];

/** The state of an invitation. `changes`: the organisation asked for changes. Signatures are stored separately. */
export const invitationStates = ['invited', 'declined', 'changes', 'cancelled'] as const;
export type InvitationState = (typeof invitationStates)[number];

/**
 * `waiting`: confirmed by email, but the desk has not checked it yet. `refused`: the desk refused it before readers saw
 * it. `removed`: the desk removed it after readers had seen it.
 */
export const signatureStates = ['unconfirmed', 'waiting', 'confirmed', 'withdrawn', 'refused', 'removed'] as const;
export type SignatureState = (typeof signatureStates)[number];
/** How a signature is shown: with name and function, with the name only, or as "name known to the initiators". */
export const shownAs = ['named', 'name', 'known'] as const;
export type ShownAs = (typeof shownAs)[number];

export const mailKinds = [
  'invitation',
  'reminder',
  'confirm',
  'again',
  'receipt',
  'addressee',
  'known',
  'refused',
] as const;
export type MailKind = (typeof mailKinds)[number];
export const mailStates = ['queued', 'sent', 'bounced', 'given-up'] as const;
export type MailState = (typeof mailStates)[number];

export const demandStates = ['met', 'partly', 'not-met', 'unknown'] as const;
export type DemandState = (typeof demandStates)[number];
/**
 * Kinds of answer: list 27 of the Events Standard Formats (ESF) by HURIDOCS. The absence of an answer is not recorded.
 */
export const responseKinds = [
  'favourable',
  'assistance',
  'financial-assistance',
  'legal-assistance',
  'medical-assistance',
  'pressure-on-authorities',
  'publicity',
  'campaign-strengthened',
  'commitment',
  'commitment-assistance',
  'commitment-laws',
  'commitment-treatment',
  'commitment-punishment',
  'commitment-relief',
  'commitment-publicity',
  'commitment-campaign',
  'countered',
  'denial',
  'inhibited',
  'request-for-information',
  'token',
  'other',
] as const;
export type ResponseKind = (typeof responseKinds)[number];

/** How many days the link of an invitation works, if the letter has no deadline. */
export const linkDays = 90;
/** Days after which an unconfirmed signature is deleted. */
export const unconfirmedDays = 30;
/** Days after which a refused signature is deleted. */
export const refusedDays = 30;

declare module '../platform/database/tables.ts' {
  interface Tables {
    letter: {
      id: number;
      sort: LetterSort;
      title: string;
      language: string;
      source_id: number | null;
      stage: LetterStage | null;
      document_id: number | null;
      host_id: number | null;
      deadline: Date | null;
      embargo: Date | null;
      open_to: Generated<OpenTo>;
      moderation: Generated<Moderation>;
      hourly: Generated<number>;
      signature_order: Generated<SignatureOrder>;
      cover_note: Generated<string>;
      version_id: number | null;
      opened_at: Date | null;
      published_at: Date | null;
      closed_at: Date | null;
      publish_at: Generated<Date | null>;
      publish_send: Generated<boolean>;
      publish_by: Generated<number | null>;
      publish_version_id: Generated<number | null>;
      publish_failure: Generated<string | null>;
      row_key: Generated<string>;
    };
    letter_event: { letter_id: number; position: number; event_id: number };
    letter_about: { letter_id: number; position: number; thing_id: number };
    letter_addressee: {
      id: Generated<number>;
      letter_id: number;
      position: number;
      actor_id: number | null;
      name: string;
      office: string;
      salutation: string;
      address: string;
      email: string;
    };
    letter_demand: {
      id: Generated<number>;
      letter_id: number;
      position: number;
      texts: Record<string, string>;
      state: Generated<DemandState>;
    };
    letter_demand_claim: { demand_id: number; claim_id: number };
    letter_response: {
      id: Generated<number>;
      letter_id: number;
      addressee_id: number;
      kind: ResponseKind;
      on_date: string;
      on_day: string;
      note: Generated<string>;
      source_id: number | null;
      claim_id: number | null;
      noted_at: Date;
    };
    letter_version: {
      id: Generated<number>;
      letter_id: number;
      number: number;
      content: LetterContent;
      docs: Record<string, DocumentJson>;
      hash: string;
      made_at: Date;
      why: string;
    };
    letter_invitation: {
      id: Generated<number>;
      letter_id: number;
      actor_id: number | null;
      organisation: string;
      email: string;
      language: string;
      nonce: Uint8Array;
      expires_at: Date;
      state: Generated<InvitationState>;
      reason: Generated<string>;
      invited_at: Date;
      answered_at: Date | null;
      reminded: Generated<number>;
      bounced_at: Date | null;
      bounce: Generated<string>;
    };
    letter_signature: {
      id: Generated<number>;
      letter_id: number;
      invitation_id: number | null;
      kind: 'organisation' | 'person';
      actor_id: number | null;
      /** Empty if readers do not see it, as are `signer`, `role` and `place`. */
      name: string;
      /** Of a name that readers see. */
      name_key: string;
      signer: string;
      role: string;
      /** Always empty, as is `refusal_note`, except in signatures of an earlier release. */
      email: string;
      language: string;
      shown: ShownAs;
      state: SignatureState;
      version_id: number;
      nonce: Uint8Array;
      signed_at: Date;
      confirmed_at: Date | null;
      withdrawn_at: Date | null;
      place: Generated<string>;
      asked_at: Generated<Date | null>;
      decided_at: Generated<Date | null>;
      refusal: Generated<Refusal | null>;
      refusal_note: Generated<string>;
      row_key: Generated<string | null>;
      /** The texts that readers do not see (`SignatureTexts`). */
      encrypted: Generated<Uint8Array | null>;
      address_mac: Generated<string | null>;
      name_macs: Generated<string | null>;
    };
    /** Triggers of the table letter_signature maintain these counts. */
    letter_count: {
      letter_id: number;
      state: SignatureState;
      shown: ShownAs;
      kind: 'organisation' | 'person';
      count: number;
    };
    letter_mail: {
      id: Generated<number>;
      letter_id: number;
      kind: MailKind;
      invitation_id: number | null;
      signature_id: number | null;
      addressee_id: number | null;
      mark: string;
      state: Generated<MailState>;
      tries: Generated<number>;
      made_at: Date;
      next_at: Date;
      sent_at: Date | null;
      bounce: Generated<string>;
      without_pdf: Generated<boolean>;
    };
  }
}
