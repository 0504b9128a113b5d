import { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import type { ClaimView, LinkView } from '../../../record/views/claims.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import type { Field, Fields } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { findPlace, loadCapturedTexts } from './passage.ts';
import { anyActor, pickText, type Picks } from '../../kit/forms/pick.ts';
import { languageOptions, termOptions } from './values.ts';

/** The field for the case that an item belongs to. */
export const caseField: Field = {
  kind: 'pick',
  label: 'record.desk.kind.case',
  hint: 'record.desk.pick.hint',
  optional: true,
  list: 'list-case',
};

/** A claim without its statements: how it is worded, who says it, and what it is based on. */
type Saying = Pick<
  NonNullable<FilingInput['claims']>[number],
  'wording' | 'kind' | 'language' | 'mode' | 'certainty' | 'chain' | 'support'
>;

const publicOrDesk = [
  { value: 'public', label: 'kit.visibility.public' },
  { value: 'desk', label: 'kit.visibility.desk' },
];

/** The fields of a claim without its statements. The form that adds facts has these fields for each new claim. */
export function sayingFields(t: Translate): Fields {
  return {
    wording: { kind: 'textarea', label: 'record.desk.claim.wording', hint: 'record.desk.claim.wording_hint', rows: 3 },
    kind: { kind: 'radio', label: 'record.desk.claim.kind', inline: true, options: termOptions('claim-kind') },
    mode: {
      kind: 'select',
      label: 'record.desk.claim.mode',
      hint: 'record.desk.claim.mode_hint',
      options: termOptions('mode'),
    },
    certainty: {
      kind: 'select',
      label: 'record.desk.claim.certainty',
      options: termOptions('certainty').toReversed(),
      width: 'half',
    },
    language: { kind: 'select', label: 'record.desk.claim.language', options: languageOptions(t), width: 'half' },
    chain: {
      kind: 'rows',
      label: 'record.desk.claim.chain',
      hint: 'record.desk.claim.chain_hint',
      addLabel: 'record.desk.claim.add_link',
      max: 12,
      fields: {
        actor: { kind: 'pick', label: 'record.desk.link_of.actor', optional: true, list: 'list-actor', width: 'half' },
        verb: { kind: 'text', label: 'record.desk.link_of.verb', optional: true, width: 'half' },
        pagesOwn: { kind: 'checkbox', label: 'record.desk.link_of.pages_own', width: 'half' },
        visibility: {
          kind: 'select',
          label: 'record.desk.link_of.visibility',
          hint: 'record.desk.link_of.visibility_hint',
          options: publicOrDesk,
          width: 'half',
        },
        asWritten: {
          kind: 'text',
          label: 'record.desk.link_of.as_written',
          hint: 'record.desk.link_of.as_written_hint',
          optional: true,
          width: 'half',
        },
        source: {
          kind: 'pick',
          label: 'record.desk.link_of.source',
          hint: 'record.desk.link_of.source_hint',
          optional: true,
          list: 'list-source',
          width: 'half',
        },
        carriedOver: { kind: 'checkbox', label: 'record.desk.link_of.carried_over' },
      },
      collapsed: { label: 'record.desk.link_of.more', names: ['asWritten', 'source', 'carriedOver'] },
    },
    support: {
      kind: 'section',
      label: 'record.desk.claim.support',
      hint: 'record.desk.claim.support_hint',
      fields: {
        kind: { kind: 'radio', label: 'record.desk.support.kind', options: termOptions('support') },
        source: {
          kind: 'pick',
          label: 'record.desk.support.source',
          hint: 'record.desk.support.source_hint',
          list: 'list-source',
        },
        words: {
          kind: 'textarea',
          label: 'record.desk.support.words',
          hint: 'record.desk.support.words_hint',
          rows: 3,
        },
        visibility: { kind: 'select', label: 'record.desk.support.visibility', options: publicOrDesk, width: 'half' },
        note: {
          kind: 'text',
          label: 'record.desk.support.note',
          hint: 'record.desk.support.note_hint',
          optional: true,
        },
        capture: { kind: 'hidden' },
        start: { kind: 'hidden' },
      },
    },
  };
}

const text = (max = 20_000) => z.string().max(max, 'errors.field.text.long').optional();

export const sayingShape = {
  wording: z.string('errors.field.wording.missing').max(20_000, 'errors.field.text.long'),
  kind: z.enum(termKeys('claim-kind')).default('paraphrase'),
  mode: z.enum(termKeys('mode')),
  certainty: z.enum(termKeys('certainty')).default('unknown'),
  language: z.string().max(35).default('en'),
  chain: z
    .array(
      z.object({
        actor: text(400),
        verb: text(100),
        asWritten: text(300),
        source: text(700),
        pagesOwn: z.boolean().default(false),
        carriedOver: z.boolean().default(false),
        visibility: z.enum(['public', 'desk']).default('public'),
      }),
    )
    .min(1, 'errors.field.chain.missing'),
  support: z.object({
    kind: z.enum(termKeys('support')),
    source: text(700),
    words: text(),
    visibility: z.enum(['public', 'desk']).default('public'),
    note: text(),
    capture: text(40),
    start: text(12),
  }),
};
const sayingSchema = z.object(sayingShape);
export type SayingInput = z.output<typeof sayingSchema>;

/** The default values of the form for a new claim. `over` replaces some of them. */
export const newSaying = (over: Tree = {}): Tree => ({
  kind: 'paraphrase',
  mode: 'stated',
  certainty: 'unknown',
  language: 'en',
  chain: [{ visibility: 'public' }],
  support: { kind: 'passage', visibility: 'public' },
  ...over,
});

/**
 * Converts the values of the form to input of the operations. Names become refs, and the words of a passage become a
 * range in a capture. Errors are added to `picks`. `at`: the start of their paths.
 */
export async function readSaying(db: Reader, picks: Picks, input: SayingInput, at = ''): Promise<Saying> {
  const path = (part: string): string => (at ? `${at}.${part}` : part);
  const chain: Saying['chain'] = [];
  for (const [index, link] of input.chain.entries()) {
    const actor = await picks.read(path(`chain[${index}].actor`), link.actor, { kinds: ['actor'], make: anyActor });
    const source = await picks.read(path(`chain[${index}].source`), link.source, { kinds: ['source'] });
    if (!link.actor && !link.asWritten && !link.pagesOwn)
      picks.complain(path(`chain[${index}].actor`), 'errors.field.link.empty');
    chain.push({ ...link, actor, source });
  }
  return {
    wording: input.wording,
    kind: input.kind,
    language: input.language,
    mode: input.mode,
    certainty: input.certainty,
    chain,
    support: await readSupport(db, picks, input, path),
  };
}

async function readSupport(
  db: Reader,
  picks: Picks,
  { support }: SayingInput,
  path: (part: string) => string,
): Promise<Saying['support']> {
  const nothing = { kind: 'direct-word', note: '' } as const;
  if (support.kind === 'direct-word') {
    if (!support.note) picks.complain(path('support.note'), 'errors.field.support.missing');
    return { kind: 'direct-word', note: support.note ?? '' };
  }
  const source = await picks.read(path('support.source'), support.source, { kinds: ['source'] });
  if (!source) {
    if (!support.source) picks.complain(path('support.source'), 'record.desk.support.source_missing');
    return nothing;
  }
  if (support.kind === 'reference') return { kind: 'reference', source, note: support.note };
  if (!support.words) {
    picks.complain(path('support.words'), 'record.desk.support.words_missing');
    return nothing;
  }
  const texts = await loadCapturedTexts(db, source, support.capture);
  if (!texts.length) {
    picks.complain(path('support.source'), 'record.desk.support.not_held');
    return nothing;
  }
  for (const { ref, text: page } of texts) {
    const near = ref === support.capture ? Number(support.start ?? 0) : 0;
    const place = findPlace(page, support.words, Number.isSafeInteger(near) ? near : 0);
    if (!place) continue;
    // If the words occur several times, it is unclear which passage is meant, unless the claim already has one of them.
    if (place.times > 1 && !(support.start !== undefined && place.start === near))
      picks.complain(path('support.words'), 'record.desk.support.words_several', { times: place.times });
    return { kind: 'passage', capture: ref, start: place.start, end: place.end, visibility: support.visibility };
  }
  picks.complain(path('support.words'), 'record.desk.support.words_elsewhere');
  return nothing;
}

const link = (one: LinkView): Tree => ({
  actor: one.speaker ? pickText(one.speaker) : undefined,
  verb: one.verb ?? undefined,
  asWritten: one.asWritten ?? undefined,
  source: one.source ? pickText(one.source) : undefined,
  pagesOwn: one.pagesOwn ? '1' : undefined,
  carriedOver: one.carriedOver ? '1' : undefined,
  visibility: one.visibility,
});

/** The values of an existing claim in these fields. */
export function sayingOf(claim: ClaimView, passageVisibility: string): Tree {
  return {
    wording: claim.wording,
    kind: claim.kind,
    mode: claim.mode,
    certainty: claim.certainty,
    language: claim.language,
    chain: claim.chain.map(link),
    support: {
      kind: claim.support,
      source: claim.source ? pickText(claim.source) : undefined,
      words: claim.passage?.exact,
      visibility: passageVisibility,
      note: claim.note ?? undefined,
      capture: claim.passage?.capture.ref ?? undefined,
      start: claim.passage ? String(claim.passage.start) : undefined,
    },
  };
}

export const passageVisibility = async (db: Reader, passageId: number | undefined): Promise<string> =>
  passageId === undefined
    ? 'public'
    : ((await db.selectFrom('passage').select('visibility').where('id', '=', passageId).executeTakeFirst())
        ?.visibility ?? 'public');
