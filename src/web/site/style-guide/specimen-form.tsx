import { z } from 'zod';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, type FormState } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';

const modeOptions = (['stated', 'quoted', 'alleged', 'denied'] as const).map((value) => ({
  value,
  label: `vocabulary.mode.${value}`,
}));
export const claimForm = defineForm({
  name: 'claim',
  schema: z.object({ wording: z.string().min(1), mode: z.enum(['stated', 'quoted', 'alleged', 'denied']) }),
  fields: {
    wording: { kind: 'textarea', label: 'kit.style.wording', rows: 3 },
    mode: { kind: 'select', label: 'kit.style.mode', options: modeOptions },
  },
});

/** Every kind of field, for the style guide and the tests of forms. */
export const actorForm = defineForm({
  name: 'actor',
  schema: z.object({
    kind: z.enum(['person', 'outlet']),
    names: z
      .array(z.object({ text: z.string().min(2).max(40), language: z.enum(['en', 'kk', 'ru']).default('en') }))
      .min(1)
      .max(4),
    born: z.string().optional(),
    email: z.email().optional(),
    site: z.url({ protocol: /^https?$/ }).optional(),
    claims: z.number().int().min(0).optional(),
    about: z.string().max(2000).optional(),
    address: z.object({ city: z.string().min(1) }),
    roles: z.array(z.enum(['target', 'plaintiff'])).default([]),
    visibility: z.enum(['public', 'desk', 'sealed']),
    retired: z.boolean(),
    portrait: z.instanceof(File).optional(),
  }),
  fields: {
    kind: {
      kind: 'select',
      label: 'kit.style.kind',
      empty: 'kit.style.choose',
      options: [
        { value: 'person', text: 'Person' },
        { value: 'outlet', text: 'Outlet' },
      ],
    },
    names: {
      kind: 'rows',
      label: 'kit.style.names',
      hint: 'kit.style.names_hint',
      addLabel: 'kit.style.add_name',
      max: 4,
      fields: {
        text: { kind: 'text', label: 'kit.style.name' },
        language: {
          kind: 'select',
          label: 'kit.style.language',
          options: [
            { value: 'en', text: 'English' },
            { value: 'kk', text: 'Қазақша' },
            { value: 'ru', text: 'Русский' },
          ],
        },
      },
    },
    born: { kind: 'date', label: 'kit.style.born', hint: 'kit.style.born_hint', optional: true, width: 'half' },
    claims: { kind: 'number', label: 'kit.style.number', optional: true, width: 'half' },
    email: { kind: 'email', label: 'kit.style.email', optional: true, width: 'half' },
    site: { kind: 'url', label: 'kit.style.site', optional: true, width: 'half' },
    about: { kind: 'textarea', label: 'kit.style.about', optional: true },
    address: {
      kind: 'section',
      label: 'kit.style.address',
      fields: { city: { kind: 'text', label: 'kit.style.city' } },
    },
    roles: {
      kind: 'checkboxes',
      label: 'kit.style.roles',
      inline: true,
      optional: true,
      options: [
        { value: 'target', text: 'Target' },
        { value: 'plaintiff', text: 'Plaintiff' },
      ],
    },
    visibility: {
      kind: 'radio',
      label: 'kit.style.visibility',
      options: [
        { value: 'public', label: 'kit.visibility.public' },
        { value: 'desk', label: 'kit.visibility.desk', hint: 'kit.style.desk_hint' },
        { value: 'sealed', label: 'kit.visibility.sealed' },
      ],
    },
    retired: { kind: 'checkbox', label: 'kit.style.retired' },
    portrait: { kind: 'file', label: 'kit.style.portrait', accept: 'image/*', optional: true },
  },
});

export function FormSpecimen({ state }: { state: FormState }) {
  return (
    <DeskPage
      title="A form"
      crumbs={[{ label: 'Desk', href: routes.desk.home() }, { label: 'A form' }]}
      actions={<VisibilityBadge visibility="desk" />}
    >
      <Form
        form={actorForm}
        state={state}
        submit="kit.style.save"
        more={[{ intent: 'check', label: 'kit.style.save_and_check' }]}
        cancel={routes.desk.style()}
      />
    </DeskPage>
  );
}
