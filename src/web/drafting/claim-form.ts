import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import {
  nextKey,
  inProceeding,
  partKinds,
  partLetters,
  type ClaimEdit,
  type Content,
  type StoredClaim,
  type Part,
  type PartKind,
} from '../../drafting/store/schema.ts';
import { firstDifference } from '../../record/claims/quotation.ts';
import type { ThingKind } from '../../record/tables.ts';
import { findProperty, readValue } from '../../record/vocabulary/properties.ts';
import { termKeys, termLabel } from '../../record/vocabulary/terms.ts';
import { defineForm, type Fields, type Form, type Option } from '../kit/forms/form.ts';
import { publishedDay } from '../kit/forms/dates.ts';
import { isBlank, type Tree } from '../kit/forms/tree.ts';
import { factFields, languageOptions, readValueInput, termOptions, formValueOf } from '../record/forms/values.ts';
import { anyActor } from '../kit/forms/pick.ts';
import { DraftPicks, kindOf, textOf } from './draft-picks.ts';
import { refsIn } from '../../record/filing/claims.ts';
import type { DraftView } from './view.ts';

const text = (max: number) => z.string().max(max, 'errors.field.text.long').optional();

const schema = z.object({
  wording: z.string('errors.field.wording.missing').max(20_000, 'errors.field.text.long'),
  kind: z.enum(['quotation', 'paraphrase']),
  mode: z.enum(termKeys('mode')),
  certainty: z.enum(termKeys('certainty')).default('unknown'),
  language: z.string().max(35).default('en'),
  visibility: z.enum(['public', 'desk']).optional(),
  passage: z.enum(['public', 'desk']).default('public'),
  chain: z
    .array(
      z.object({
        actor: text(400),
        verb: text(100),
        asWritten: text(300),
        source: text(700),
        pagesOwn: z.boolean(),
        carriedOver: z.boolean(),
        hidden: z.boolean(),
      }),
    )
    .min(1, 'errors.field.chain.missing'),
  statements: z
    .array(
      z.object({
        subject: z.string('record.desk.statement.subject_missing').max(60),
        property: z.string('errors.field.property.missing').max(60),
        rank: z.enum(['preferred', 'deprecated']).optional(),
        value: z.unknown(),
      }),
    )
    .default([]),
});
type Input = z.output<typeof schema>;
export type ClaimForm = Form<typeof schema>;

/** The access that an item of the draft gets when it is added to the record. */
export const visibilityOptions: Option[] = [
  { value: 'public', label: 'kit.visibility.public', editors: true },
  { value: 'desk', label: 'kit.visibility.desk' },
];
/** Who may see the passage of a public claim. */
const seenBy: Option[] = [
  { value: 'public', label: 'kit.visibility.public' },
  { value: 'desk', label: 'kit.visibility.desk' },
];

/** The form that edits a suggested claim. */
export function claimForm(t: Translate, reading: Pick<DraftView, 'content' | 'parts' | 'named'>): ClaimForm {
  const subjects = subjectOptions(t, reading);
  return defineForm({
    name: 'claim',
    schema,
    published: publishedDay(reading.content.source.published),
    fields: {
      wording: {
        kind: 'textarea',
        label: 'record.desk.claim.wording',
        hint: 'record.desk.claim.wording_hint',
        rows: 3,
      },
      kind: { kind: 'radio', label: 'record.desk.claim.kind', inline: true, options: termOptions('claim-kind') },
      mode: { kind: 'select', label: 'record.desk.claim.mode', options: termOptions('mode'), width: 'half' },
      certainty: {
        kind: 'select',
        label: 'record.desk.claim.certainty',
        options: termOptions('certainty').toReversed(),
        width: 'half',
      },
      visibility: {
        kind: 'select',
        label: 'drafting.claim.visibility',
        empty: 'drafting.claim.as_draft',
        options: visibilityOptions,
        width: 'half',
      },
      language: { kind: 'select', label: 'record.desk.claim.language', options: languageOptions(t), width: 'half' },
      passage: { kind: 'select', label: 'record.desk.support.visibility', options: seenBy, width: 'half' },
      chain: {
        kind: 'rows',
        label: 'record.desk.claim.chain',
        hint: 'record.desk.claim.chain_hint',
        addLabel: 'record.desk.claim.add_link',
        ordered: true,
        max: 12,
        fields: {
          actor: {
            kind: 'pick',
            label: 'record.desk.link_of.actor',
            hint: 'drafting.claim.actor_hint',
            optional: true,
            list: 'list-actor',
            width: 'half',
          },
          verb: { kind: 'text', label: 'record.desk.link_of.verb', optional: true, width: 'half' },
          asWritten: { kind: 'text', label: 'record.desk.link_of.as_written', optional: true, width: 'half' },
          source: {
            kind: 'pick',
            label: 'record.desk.link_of.source',
            optional: true,
            list: 'list-source',
            width: 'half',
          },
          pagesOwn: { kind: 'checkbox', label: 'record.desk.link_of.pages_own' },
          carriedOver: { kind: 'checkbox', label: 'record.desk.link_of.carried_over' },
          hidden: { kind: 'checkbox', label: 'drafting.claim.hidden' },
        },
        collapsed: { label: 'drafting.claim.more', names: ['pagesOwn', 'carriedOver', 'hidden'] },
      },
      statements: {
        kind: 'rows',
        label: 'record.desk.claim.statements',
        hint: 'record.desk.claim.statements_hint',
        addLabel: 'record.desk.claim.add_statement',
        eachLabel: 'record.desk.claim.next_field',
        optional: true,
        min: 0,
        max: 100,
        fields: {
          subject: {
            kind: 'select',
            label: 'record.desk.statement.subject',
            empty: 'record.desk.choose',
            options: subjects,
            width: 'half',
          },
          rank: {
            kind: 'select',
            label: 'record.desk.statement.rank',
            optional: true,
            options: termOptions('rank').filter((one) => one.value !== 'normal'),
            width: 'half',
          },
        },
        each: (row): Fields => {
          if (isBlank(row.subject) && isBlank(row.property)) return {};
          const subject = typeof row.subject === 'string' ? row.subject : '';
          const kind = subject.startsWith('+')
            ? (subject.slice(1) as PartKind)
            : subject
              ? kindOf(reading.content, subject)
              : undefined;
          return factFields(t, kind, row.property);
        },
        collapsed: { label: 'drafting.claim.more', names: ['rank'] },
      },
    },
  });
}

/**
 * The options for the subject of a fact: the case, its parts in the record and in the draft (such as events), a new
 * part, an actor, or a source.
 */
function subjectOptions(
  t: Translate,
  { content, parts, named }: Pick<DraftView, 'content' | 'parts' | 'named'>,
): Option[] {
  const chosen = new Set(content.parts.map((one) => one.use));
  const group = (kind: string): string => t(`record.desk.kinds.${kind}`);
  return [
    { value: '#case', text: t('drafting.this_case') },
    ...partKinds.flatMap((kind) => [
      ...content.parts
        .filter((one) => one.kind === kind && !one.copyOf)
        .map((one) => ({ value: `#${one.key}`, text: named(`#${one.key}`), group: group(kind) })),
      ...parts
        .filter((one) => one.kind === kind && !chosen.has(one.ref))
        .map((one) => ({ value: one.ref, text: one.title, group: group(kind) })),
      { value: `+${kind}`, text: t(`drafting.new.${kind}`), group: group(kind) },
    ]),
    ...content.cast.map((one) => ({ value: `#${one.key}`, text: named(`#${one.key}`), group: group('actor') })),
    { value: '#source', text: t('drafting.this_page'), group: group('source') },
    ...content.works.map((one) => ({ value: `#${one.key}`, text: named(`#${one.key}`), group: group('source') })),
  ];
}

/** The values of a suggested claim in the form. */
export function claimValues(
  t: Translate,
  { content, briefs }: Pick<DraftView, 'content' | 'briefs'>,
  claim: StoredClaim,
): Tree {
  const named = (ref: string | null): string | undefined => textOf(t, content, briefs, ref);
  const refs = claim.statements.flatMap((one) => [...refsIn(one.value)]);
  const texts = new Map(refs.map((ref) => [ref, named(ref) ?? ref]));
  return {
    wording: claim.wording,
    kind: claim.kind,
    mode: claim.mode,
    certainty: claim.certainty,
    language: claim.language,
    visibility: claim.visibility,
    passage: claim.passage.visibility,
    chain: claim.chain.map((link) => ({
      actor: named(link.actor),
      verb: link.verb ?? undefined,
      asWritten: link.asWritten ?? undefined,
      source: named(link.source),
      pagesOwn: link.pagesOwn ? '1' : undefined,
      carriedOver: link.carriedOver ? '1' : undefined,
      hidden: link.visibility === 'desk' ? '1' : undefined,
    })),
    statements: claim.statements.map((one) => {
      const property = findProperty(one.property);
      return {
        subject: one.subject,
        property: one.property,
        rank: one.rank === 'normal' ? undefined : one.rank,
        value: property && formValueOf(t, property, one.value, texts),
      };
    }),
  };
}

export type ClaimInput = { to: ClaimEdit; cast: Content['cast']; parts: Part[] };

/**
 * Converts the values of the form to a claim of the draft.
 * @param offer is called with an object, to which options are added for each name that matches several items
 * @throws AppError `invalid_input`
 */
export async function readClaimForm(
  db: Reader,
  t: Translate,
  content: Content,
  claim: StoredClaim,
  input: Input,
  text: string,
  offer: (offered: DraftPicks['offered']) => void,
): Promise<ClaimInput> {
  const picks = new DraftPicks(db, t, content);
  offer(picks.offered);
  const chain: ClaimEdit['chain'] = [];
  for (const [index, link] of input.chain.entries()) {
    const path = `chain[${index}]`;
    const actor = await picks.read(`${path}.actor`, link.actor, { kinds: ['actor'], make: anyActor });
    const source = await picks.read(`${path}.source`, link.source, { kinds: ['source'] });
    if (!link.actor && !link.asWritten && !link.pagesOwn) picks.complain(`${path}.actor`, 'errors.field.link.empty');
    chain.push({
      actor: actor ?? (link.pagesOwn ? content.source.publisher : null),
      asWritten: link.asWritten ?? null,
      verb: link.verb ?? null,
      source: source ?? null,
      carriedOver: link.carriedOver,
      pagesOwn: link.pagesOwn,
      visibility: link.hidden ? 'desk' : 'public',
    });
  }
  if (input.kind === 'quotation') {
    const difference = firstDifference(input.wording, text.slice(claim.passage.start, claim.passage.end));
    if (difference) picks.complain('wording', 'errors.field.quotation.differs', { run: difference.run.slice(0, 120) });
  }
  const parts = new NewParts(t, content);
  const statements: ClaimEdit['statements'] = [];
  for (const [index, row] of input.statements.entries()) {
    const path = `statements[${index}]`;
    const property = findProperty(row.property);
    const subject = parts.subject(row);
    if (!property) {
      picks.complain(`${path}.property`, 'errors.field.property.missing');
      continue;
    }
    const value = await readValueInput(t, picks, property, row.value, `${path}.value`);
    const kind = kindOf({ ...content, parts: [...content.parts, ...parts.made] }, subject);
    if (kind === undefined) picks.complain(`${path}.subject`, 'record.desk.statement.subject_missing');
    else
      statements.push({
        subject,
        property: row.property,
        value: canonical(picks, row.property, kind, value, path),
        rank: row.rank ?? 'normal',
      });
  }
  picks.throwIfUnclear();
  const settled = picks.settle({ chain, statements });
  return {
    to: {
      wording: input.wording,
      kind: input.kind,
      mode: input.mode,
      certainty: input.certainty,
      language: input.language,
      visibility: input.visibility,
      passage: { ...claim.passage, visibility: input.passage },
      ...settled.value,
    },
    cast: settled.cast,
    parts: parts.made,
  };
}

/**
 * Validates a value and returns it in the form in which its property stores it. `readValue` accepts only refs of items
 * in the record. So each key of the draft (`#a1`) is replaced by a ref with a number above 900,000,000 before the call,
 * and put back after it.
 */
function canonical(picks: DraftPicks, property: string, kind: ThingKind, value: unknown, path: string): unknown {
  // A missing ref already has an error at its field.
  if (value === undefined && findProperty(property)?.value.type === 'thing') return value;
  const keys: string[] = [];
  const kinds: Record<string, string> = {
    a: 'actor',
    n: 'actor',
    w: 'source',
    ...Object.fromEntries(partKinds.map((part) => [partLetters[part], part])),
  };
  const onRecord = (one: unknown): unknown => {
    if (typeof one === 'string' && /^#(?:[awephod]|new)\d+$/.test(one))
      return `${kinds[one[1]!]}/${900_000_000 + keys.push(one)}`;
    if (one === '#case') return `case/${900_000_000 + keys.push(one)}`;
    if (!one || typeof one !== 'object') return one;
    return Object.fromEntries(
      Object.entries(one).map(([name, part]) => [name, name === 'text' || name === 'title' ? part : onRecord(part)]),
    );
  };
  const result = readValue(property, kind, onRecord(value), path);
  if (!result.ok) {
    for (const field of result.fields)
      picks.complain(field.path.replace(/\.value\.title\.text$/, '.value.title'), field.message, field.params);
    return value;
  }
  return JSON.parse(
    JSON.stringify(result.read.value).replace(/"[a-z]+\/(9\d{8})"/g, (all, number: string) =>
      JSON.stringify(keys[Number(number) - 900_000_001] ?? JSON.parse(all)),
    ),
  ) as unknown;
}

/**
 * Creates parts of the case for facts whose subject is an option such as "a new event". All facts of the form with the
 * same option get the same new part.
 */
class NewParts {
  readonly made: Part[] = [];

  constructor(
    private readonly t: Translate,
    private readonly content: Content,
  ) {}

  subject(row: { subject: string; property: string; value?: unknown }): string {
    const kind = partKinds.find((one) => row.subject === `+${one}`);
    if (!kind) return row.subject;
    const there = this.made.find((one) => one.kind === kind);
    const naming = {
      'event-type': 'event-type',
      'proceeding-kind': 'proceeding-kind',
      'order-kind': 'order-kind',
    } as const;
    const list = row.property in naming ? naming[row.property as keyof typeof naming] : undefined;
    const title = list && typeof row.value === 'string' && row.value ? this.t(termLabel(list, row.value)) : undefined;
    if (there) {
      if (title) there.title = title;
      return `#${there.key}`;
    }
    const proceedings = [...this.content.parts, ...this.made].filter((one) => one.kind === 'proceeding');
    const parent = inProceeding(kind) && proceedings.length ? `#${proceedings.at(-1)!.key}` : null;
    const part: Part = {
      key: nextKey({ ...this.content, parts: [...this.content.parts, ...this.made] }, kind),
      kind,
      title: title ?? this.t(`drafting.new.${kind}`),
      parent,
      use: 'new',
    };
    this.made.push(part);
    return `#${part.key}`;
  }
}
