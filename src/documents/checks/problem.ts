import type { HeldCopy } from '../links/load-tries.ts';

/**
 * The problems of a sentence. `blocks`: the problem prevents publication; `warns`: it does not. The texts are in
 * `messages/en/documents.json` under `problem.<code>`.
 */
export const problemCodes = {
  // The invariant "Sourced": what the sentence is based on
  'no-citation': { severity: 'blocks', overridable: true },
  'claim-unknown': { severity: 'blocks', overridable: false },
  'claim-redacted': { severity: 'blocks', overridable: true },
  'claim-sealed': { severity: 'blocks', overridable: false },
  'claim-withdrawn': { severity: 'blocks', overridable: true },
  'claim-draft': { severity: 'blocks', overridable: true },
  'claim-desk': { severity: 'blocks', overridable: true },
  'citation-unconfirmed': { severity: 'blocks', overridable: false },
  'basis-missing': { severity: 'blocks', overridable: true },
  'basis-unknown': { severity: 'blocks', overridable: true },
  'number-not-in-figure': { severity: 'blocks', overridable: true },
  'number-uncertain': { severity: 'blocks', overridable: true },
  'number-unread': { severity: 'warns', overridable: true },
  'no-number': { severity: 'warns', overridable: true },
  'reporter-missing': { severity: 'blocks', overridable: true },
  'fact-in-connective': { severity: 'blocks', overridable: true },
  'only-in-letter': { severity: 'blocks', overridable: false },
  'fact-in-letter-part': { severity: 'warns', overridable: true },
  'sentence-empty': { severity: 'blocks', overridable: false },
  'problems-many': { severity: 'blocks', overridable: false },
  'not-compared': { severity: 'blocks', overridable: false },
  // The invariant "Sourced": the sentence says what its claims say
  contradicted: { severity: 'blocks', overridable: true },
  'not-in-claims': { severity: 'warns', overridable: true },
  // The invariant "Verbatim": quotation marks mean word for word
  'quotation-differs': { severity: 'blocks', overridable: true },
  'quotation-unsupported': { severity: 'blocks', overridable: true },
  'quotation-unclosed': { severity: 'blocks', overridable: true },
  // The sentence lacks a speaker whom it must name, or names a speaker who is not public
  'speaker-missing': { severity: 'blocks', overridable: true },
  'names-hidden-speaker': { severity: 'blocks', overridable: false },
  // Photos
  'photo-unknown': { severity: 'blocks', overridable: false },
  'photo-erased': { severity: 'blocks', overridable: false },
  'photo-withdrawn': { severity: 'blocks', overridable: false },
  'photo-consent-withdrawn': { severity: 'blocks', overridable: false },
  'photo-shows-hidden': { severity: 'blocks', overridable: false },
  'photo-no-credit': { severity: 'blocks', overridable: false },
  'photo-no-alt': { severity: 'blocks', overridable: false },
  'photo-no-consent': { severity: 'warns', overridable: true },
  'pictured-nobody': { severity: 'warns', overridable: true },
  'pictured-others': { severity: 'warns', overridable: true },
  // Readers will see less than the desk
  'claim-not-shown': { severity: 'warns', overridable: true },
  'source-not-shown': { severity: 'warns', overridable: true },
  // What an editor should know about the claims
  'claim-retracted': { severity: 'warns', overridable: true },
  'claim-disputed': { severity: 'warns', overridable: true },
  'name-unsourced': { severity: 'warns', overridable: true },
  'link-dead': { severity: 'warns', overridable: true },
  'source-link-dead': { severity: 'warns', overridable: true },
} as const satisfies Record<string, { severity: 'blocks' | 'warns'; overridable: boolean }>;

export type ProblemCode = keyof typeof problemCodes;

export type Problem = {
  code: ProblemCode;
  /** The values for the message's placeholders: `claim` is a number, `on` a day (ISO 8601). */
  params: Record<string, string>;
  severity: 'blocks' | 'warns';
  overridable: boolean;
  /** Whether an exception of the sentence covers it. */
  overridden: boolean;
  /** The text by which an exception refers to the problem: the code, and what exactly is wrong. */
  signature: string;
  /** For a broken link: the preserved copy of the page. */
  held?: HeldCopy | null;
};

/** `about`: what the problem depends on; if that changes, an exception no longer covers it. */
export function problem(code: ProblemCode, params: Record<string, string>, about: string): Problem {
  return { code, params, ...problemCodes[code], overridden: false, signature: `${code}:${fingerprint(about)}` };
}

/** The message key of a problem. */
export const problemMessage = (code: ProblemCode): string => `documents.problem.${code}`;

/** A 53-bit hash of a text (cyrb53), long enough to distinguish the problems of one sentence. */
function fingerprint(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
