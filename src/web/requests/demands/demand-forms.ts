import { z } from 'zod';
import { demandCounts, demandKinds, demandOutcomes, demandSubjects } from '../../../requests/demands/tables.ts';
import type { DemandView } from '../../../requests/demands/load-demands.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { maxFileBytes } from '../../../record/files/store-files.ts';
import { defineForm } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickedKind, pickText, type Picks } from '../../kit/forms/pick.ts';
import { sealForSchema } from '../../record/forms/seal-field.ts';
import { filesOf } from '../parts.tsx';

const text = (limit: number) => z.string().max(limit, 'errors.field.text.long').optional();
const day = z.string();

/**
 * The form of an official demand. Only editors can add a demand to the transparency report; for others, the form says
 * that an editor decides this.
 */
export const demandFormOf = (editor: boolean) =>
  defineForm({
    name: 'demand',
    limit: maxFileBytes + 1_048_576,
    schema: z.object({
      kind: z.enum(demandKinds, 'errors.field.demand.kind'),
      authority: text(700),
      law: text(500),
      provision: text(700),
      what: z.string('errors.field.demand.what').max(5000, 'errors.field.text.long'),
      about: z
        .array(z.object({ thing: text(700) }))
        .max(50)
        .default([]),
      aboutWords: text(1000),
      received: day,
      deadline: day.optional(),
      counted: z.enum(demandCounts, 'errors.field.demand.counted'),
      capture: text(700),
      file: z.instanceof(File).optional(),
      sealFor: sealForSchema,
      why: whySchema,
    }),
    fields: {
      kind: {
        kind: 'radio',
        label: 'requests.demand.kind',
        inline: true,
        options: demandKinds.map((value) => ({ value, label: `requests.demand.kind_name.${value}` })),
      },
      what: { kind: 'textarea', label: 'requests.demand.what', hint: 'requests.demand.what_hint', rows: 4 },
      authority: {
        kind: 'pick',
        label: 'requests.demand.authority',
        hint: 'requests.demand.authority_hint',
        optional: true,
        list: 'list-actor',
      },
      law: {
        kind: 'text',
        label: 'requests.demand.law',
        hint: 'requests.demand.law_hint',
        optional: true,
        maxLength: 500,
        width: 'half',
      },
      provision: {
        kind: 'pick',
        label: 'requests.demand.provision',
        hint: 'requests.demand.provision_hint',
        optional: true,
        width: 'half',
      },
      about: {
        kind: 'rows',
        label: 'requests.demand.about',
        hint: 'requests.demand.about_hint',
        optional: true,
        addLabel: 'requests.demand.add_about',
        max: 50,
        fields: { thing: { kind: 'pick', label: 'requests.demand.about_one' } },
      },
      aboutWords: {
        kind: 'text',
        label: 'requests.demand.about_words',
        hint: 'requests.demand.about_words_hint',
        optional: true,
        maxLength: 1000,
      },
      received: { kind: 'date', wholeDay: true, label: 'requests.received', hint: 'kit.date.day_hint', width: 'half' },
      deadline: {
        kind: 'date',
        wholeDay: true,
        yearless: 'future',
        label: 'requests.deadline',
        hint: 'kit.date.ahead_hint',
        optional: true,
        width: 'half',
      },
      counted: {
        kind: 'radio',
        label: 'requests.demand.counted',
        hint: 'requests.demand.counted_hint',
        options: demandCounts.map((value) => ({
          value,
          label: `requests.demand.counts.${value}`,
          hint: `requests.demand.counts_hint.${value === 'left-out' && !editor ? 'until_editor' : value}`,
          editors: value === 'left-out' ? undefined : true,
        })),
      },
      capture: {
        kind: 'pick',
        label: 'requests.demand.capture',
        hint: 'requests.demand.capture_hint',
        optional: true,
        list: 'list-source',
      },
      file: { kind: 'file', label: 'requests.file.label', hint: 'requests.file.hint', optional: true },
      why: whyField,
    },
    collapsed: { names: ['law', 'provision', 'about', 'aboutWords', 'capture', 'why'] },
  });
export type DemandFormInput = z.output<ReturnType<typeof demandFormOf>['schema']>;

/**
 * Converts the form's values to input of the operations.
 * @throws AppError `invalid_input` if an entered name matches no item or several
 */
export async function readDemand(
  db: Reader,
  picks: Picks,
  { why: _, sealFor: __, authority, provision, about, capture, file, ...input }: DemandFormInput,
) {
  const things: string[] = [];
  for (const [index, { thing }] of about.entries()) {
    const ref = await picks.read(`about[${index}].thing`, thing, { kinds: demandSubjects });
    if (ref) things.push(ref);
  }
  const refs = {
    authority: await picks.read('authority', authority, { kinds: ['actor'] }),
    provision: await picks.read('provision', provision, { kinds: ['law', 'provision'] }),
    capture: await readCapture(db, picks, capture),
  };
  picks.throwIfUnclear();
  return { ...input, ...refs, about: things, files: await filesOf(file) };
}

/** The ref of a capture. If the person entered a source, this is its newest capture. */
async function readCapture(db: Reader, picks: Picks, input: string | undefined): Promise<string | undefined> {
  const ref = await picks.read('capture', input, { kinds: [pickedKind(input) === 'capture' ? 'capture' : 'source'] });
  const parsed = ref ? parseRef(ref) : null;
  if (parsed?.kind !== 'source') return ref;
  const source = await findThing(db, 'source', parsed.number);
  const newest = await db
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .select('thing.number')
    .where('capture.source_id', '=', source!.merged_into ?? source!.id)
    .where('thing.redacted_at', 'is', null)
    .where('thing.visibility', '!=', 'sealed')
    .orderBy('capture.captured_at', 'desc')
    .orderBy('capture.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest ? `capture/${newest.number}` : picks.complain('capture', 'requests.demand.no_capture');
}

/** Rules that map the paths of an operation's errors to fields of the form. */
export const demandRules = [
  [/^(?:demands\.0|to)\.about\.(\d+)$/, 'about[$1].thing'],
  [/^(?:demands\.0|to)\.files\.0.*$/, 'file'],
  [/^(?:demands\.0|to)\./, ''],
] as const;

export const demandValues = (one: DemandView): Tree => ({
  kind: one.kind,
  authority: one.authority ? pickText(one.authority) : undefined,
  law: one.law || undefined,
  provision: one.provision ? pickText(one.provision) : undefined,
  what: one.what,
  about: one.about.map((thing) => ({ thing: pickText(thing) })),
  aboutWords: one.aboutWords || undefined,
  received: one.received,
  deadline: one.deadline ?? undefined,
  counted: one.counted,
  capture: one.capture ? pickText(one.capture) : undefined,
});

export const outcomeForm = defineForm({
  name: 'outcome',
  schema: z.object({
    outcome: z.enum(demandOutcomes, 'errors.field.demand.outcome'),
    on: day.optional(),
    reason: text(5000),
    why: whySchema,
  }),
  fields: {
    outcome: {
      kind: 'radio',
      label: 'requests.demand.outcome',
      options: demandOutcomes.map((value) => ({ value, label: `requests.demand.outcome_name.${value}` })),
    },
    on: {
      kind: 'date',
      wholeDay: true,
      label: 'requests.demand.outcome_on',
      hint: 'kit.date.day_hint',
      width: 'half',
      optional: true,
    },
    reason: {
      kind: 'textarea',
      label: 'requests.demand.reason',
      hint: 'requests.demand.reason_hint',
      optional: true,
      rows: 4,
    },
    why: whyField,
  },
});
