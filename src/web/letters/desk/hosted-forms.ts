import { maxNoteLength } from '../../../letters/hosted/change-cover-note.ts';
import { z } from 'zod';
import { signatureOrders } from '../../../letters/tables.ts';
import type { HostedView } from '../../../letters/views/hosted.ts';
import { defineForm, type Fields } from '../../kit/forms/form.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { languageSchema } from '../../law/desk/forms.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { pickText, type Picks } from '../../kit/forms/pick.ts';

const text = (limit: number) => z.string().max(limit, 'errors.field.text.long').optional();
/** A day, or a day and time, in UTC: "2026-11-30" or "2026-11-30 18:00". A day alone means 23:59 on that day. */
const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2})?$/, 'letters.error.moment')
  .refine((text) => !Number.isNaN(Date.parse(isoOf(text))), 'letters.error.moment')
  .transform((text) => isoOf(text))
  .optional();
const isoOf = (text: string): string => (text.length === 10 ? `${text}T23:59:00Z` : `${text.replace(' ', 'T')}:00Z`);
const momentText = (at: Date | null): string | undefined => at?.toISOString().slice(0, 16).replace('T', ' ');

const partsSchema = {
  title: z.string('errors.field.title.missing').max(300, 'errors.field.text.long'),
  host: text(700),
  addressees: z
    .array(
      z.object({
        actor: text(700),
        name: text(300),
        office: text(300),
        salutation: text(300),
        address: text(1000),
        email: text(254),
      }),
    )
    .max(100)
    .default([]),
  demands: z
    .array(z.object({ language: text(35), text: text(2000), second: text(35), secondText: text(2000) }))
    .max(50)
    .default([]),
  about: z
    .array(z.object({ thing: text(700) }))
    .max(50)
    .default([]),
  deadline: moment,
  embargo: moment,
  reminders: z
    .string()
    .max(60, 'letters.error.reminders')
    .regex(/^\s*\d{1,2}(?:[\s,;]+\d{1,2})*\s*$/, 'letters.error.reminders')
    .transform((text) => text.match(/\d+/g)!.map(Number))
    .default([]),
  order: z.enum(signatureOrders).default('alphabetical'),
  why: whySchema,
};

const partsFields: Fields = {
  host: {
    kind: 'pick',
    label: 'letters.desk.host',
    hint: 'letters.desk.host_hint',
    optional: true,
    list: 'list-actor',
  },
  addressees: {
    kind: 'rows',
    label: 'letters.desk.addressees',
    addLabel: 'letters.desk.add_addressee',
    max: 100,
    ordered: true,
    fields: {
      actor: { kind: 'pick', label: 'letters.desk.addressee_actor', optional: true, list: 'list-actor' },
      name: {
        kind: 'text',
        label: 'letters.desk.addressee_name',
        hint: 'letters.desk.addressee_name_hint',
        width: 'half',
        maxLength: 300,
      },
      office: { kind: 'text', label: 'letters.desk.addressee_office', optional: true, width: 'half', maxLength: 300 },
      salutation: {
        kind: 'text',
        label: 'letters.desk.addressee_salutation',
        optional: true,
        width: 'half',
        maxLength: 300,
      },
      email: {
        kind: 'text',
        label: 'letters.desk.addressee_email',
        hint: 'letters.desk.addressee_email_hint',
        optional: true,
        width: 'half',
        spellcheck: false,
        maxLength: 254,
      },
      address: { kind: 'textarea', label: 'letters.desk.addressee_address', optional: true, rows: 2, maxLength: 1000 },
    },
  },
  demands: {
    kind: 'rows',
    label: 'letters.demands',
    hint: 'letters.desk.demands_hint',
    addLabel: 'letters.desk.add_demand',
    optional: true,
    max: 50,
    ordered: true,
    fields: {
      text: { kind: 'textarea', label: 'letters.desk.demand', rows: 2, maxLength: 2000 },
      language: { kind: 'text', label: 'letters.desk.language', width: 'third', maxLength: 35 },
      secondText: {
        kind: 'textarea',
        label: 'letters.desk.demand_second_text',
        optional: true,
        rows: 2,
        maxLength: 2000,
      },
      second: { kind: 'text', label: 'letters.desk.second_language', optional: true, width: 'third', maxLength: 35 },
    },
    collapsed: { label: 'letters.desk.demand_second', names: ['secondText', 'second'] },
  },
  about: {
    kind: 'rows',
    label: 'letters.desk.about',
    hint: 'letters.desk.about_hint',
    optional: true,
    addLabel: 'letters.desk.add_about',
    max: 50,
    fields: { thing: { kind: 'pick', label: 'letters.desk.about_one', list: 'list-case' } },
  },
  deadline: {
    kind: 'date',
    yearless: 'future',
    label: 'letters.desk.deadline',
    hint: 'letters.desk.moment_hint',
    optional: true,
    width: 'half',
  },
  embargo: {
    kind: 'date',
    yearless: 'future',
    label: 'letters.desk.embargo',
    hint: 'letters.desk.moment_hint',
    optional: true,
    width: 'half',
  },
  reminders: {
    kind: 'text',
    label: 'letters.desk.reminders',
    hint: 'letters.desk.reminders_hint',
    optional: true,
    width: 'half',
    spellcheck: false,
  },
  order: {
    kind: 'radio',
    label: 'letters.desk.order',
    inline: true,
    options: signatureOrders.map((value) => ({ value, label: `letters.desk.order_name.${value}` })),
  },
  why: whyField,
};

export const beginForm = defineForm({
  name: 'letter',
  schema: z.object({ title: partsSchema.title, language: languageSchema, why: whySchema }),
  fields: {
    title: { kind: 'text', label: 'letters.desk.letter_title', hint: 'letters.desk.new_title_hint' },
    language: { kind: 'text', label: 'letters.desk.language', width: 'third' },
    why: whyField,
  },
});

export const hostedForm = defineForm({
  name: 'letter',
  schema: z.object(partsSchema),
  fields: {
    title: { kind: 'text', label: 'letters.desk.letter_title', hint: 'letters.desk.own_title_hint' },
    ...partsFields,
  },
  collapsed: { names: ['embargo', 'reminders', 'order', 'why'] },
});
type Input = z.output<typeof hostedForm.schema>;

/** Converts the form's values to input of the operation. @throws AppError `invalid_input` if a name is ambiguous */
export async function readHosted(
  picks: Picks,
  { why: _, title: __, host, addressees, demands, about, ...rest }: Input,
  language: string,
) {
  const hosted = await picks.read('host', host, { kinds: ['actor'] });
  const people = [];
  for (const [index, { actor, ...one }] of addressees.entries())
    people.push({
      ...one,
      name: one.name ?? '',
      actor: await picks.read(`addressees[${index}].actor`, actor, { kinds: ['actor'] }),
    });
  const things: string[] = [];
  for (const [index, { thing }] of about.entries()) {
    const ref = await picks.read(`about[${index}].thing`, thing, { kinds: ['case', 'law', 'provision'] });
    if (ref) things.push(ref);
  }
  picks.throwIfUnclear();
  const texts = demands.map((one) => ({
    ...(one.text && { [one.language ?? language]: one.text }),
    ...(one.secondText && one.second && { [one.second]: one.secondText }),
  }));
  return {
    ...rest,
    host: hosted,
    addressees: people,
    demands: texts.filter((one) => Object.keys(one).length > 0),
    about: things,
  };
}

export const hostedRules = [
  [/^to\.addressees\.(\d+)\.(\w+)$/, 'addressees[$1].$2'],
  [/^to\.about\.(\d+)$/, 'about[$1].thing'],
  [/^to\.demands\.(\d+)(?:\D.*)?$/, 'demands[$1].language'],
  [/^(addressees)\.(\d+)\.(\w+)$/, '$1[$2].$3'],
  [/^about\.(\d+)$/, 'about[$1].thing'],
  [/^to\./, ''],
] as const;

export function hostedValues(letter: HostedView): Tree {
  const { row } = letter;
  return {
    title: row.title,
    host: letter.host ? pickText(letter.host) : undefined,
    addressees: letter.addressees.map((one) => ({
      actor: one.actor ? pickText(one.actor) : undefined,
      name: one.name,
      office: one.office || undefined,
      salutation: one.salutation || undefined,
      address: one.address || undefined,
      email: one.email || undefined,
    })),
    demands: letter.demands.map(({ texts }) => {
      const [[language, text] = [row.language, undefined], [second, secondText] = [undefined, undefined]] =
        Object.entries(texts).toSorted(([a], [b]) => Number(b === row.language) - Number(a === row.language));
      return { language, text: text, second, secondText };
    }),
    about: letter.about.map((one) => ({ thing: pickText(one) })),
    deadline: momentText(row.deadline),
    embargo: momentText(row.embargo),
    reminders: letter.reminders.map((one) => one.days).join(', ') || undefined,
    order: row.signature_order,
  };
}

/**
 * The form that opens a letter for signatures for the first time. Unlike `openForm`, it does not ask what has changed.
 */
export const firstForm = defineForm({ name: 'open', schema: z.object({ why: z.string().optional() }), fields: {} });
export const openForm = defineForm({
  name: 'open',
  schema: z.object({ why: z.string().max(2000, 'errors.field.text.long').optional() }),
  fields: {
    why: {
      kind: 'textarea',
      label: 'letters.desk.what_is_new',
      hint: 'letters.desk.what_is_new_hint',
      optional: true,
      rows: 3,
      maxLength: 2000,
    },
  },
});

export const coverNoteForm = defineForm({
  name: 'cover-note',
  schema: z.object({ note: z.string().max(maxNoteLength, 'errors.field.text.long').optional(), why: whySchema }),
  fields: {
    note: {
      kind: 'textarea',
      label: 'letters.desk.cover_note',
      hint: 'letters.desk.cover_note_hint',
      optional: true,
      rows: 8,
      maxLength: maxNoteLength,
    },
    why: whyField,
  },
});

export const inviteForm = defineForm({
  name: 'invite',
  limit: 2 * 1_048_576,
  most: 16_000,
  schema: z.object({
    network: text(700),
    list: z.string().max(1_000_000, 'errors.field.text.long').optional(),
    invitations: z
      .array(z.object({ actor: text(700), organisation: text(300), email: text(254) }))
      .max(5000)
      .default([]),
    why: whySchema,
  }),
  fields: {
    network: {
      kind: 'pick',
      label: 'letters.desk.network',
      hint: 'letters.desk.network_hint',
      optional: true,
      list: 'list-actor',
    },
    invitations: {
      kind: 'rows',
      label: 'letters.desk.invitations',
      addLabel: 'letters.desk.add_invitation',
      optional: true,
      max: 5000,
      fields: {
        organisation: { kind: 'text', label: 'letters.desk.organisation', width: 'half', maxLength: 200 },
        email: { kind: 'text', label: 'letters.desk.email', width: 'half', spellcheck: false, maxLength: 254 },
        actor: { kind: 'hidden' },
      },
    },
    list: {
      kind: 'textarea',
      label: 'letters.desk.list',
      hint: 'letters.desk.list_hint',
      optional: true,
      rows: 6,
      spellcheck: false,
    },
    why: whyField,
  },
});

export const publishForm = defineForm({
  name: 'publish',
  schema: z.object({ send: z.boolean().default(false), why: whySchema }),
  fields: { send: { kind: 'checkbox', label: 'letters.desk.send' }, why: whyField },
});

export const scheduleForm = defineForm({
  name: 'schedule',
  schema: z.object({
    day: z.string('publishing.review.error.time'),
    time: z.string('publishing.review.error.time'),
    send: z.boolean().default(false),
    why: whySchema,
  }),
  fields: {
    day: {
      kind: 'date',
      wholeDay: true,
      yearless: 'future',
      label: 'publishing.review.day',
      hint: 'kit.date.ahead_hint',
      width: 'half',
    },
    time: {
      kind: 'text',
      label: 'publishing.review.time',
      hint: 'publishing.review.time_hint',
      width: 'half',
      spellcheck: false,
    },
    send: { kind: 'checkbox', label: 'letters.desk.send' },
    why: whyField,
  },
});
