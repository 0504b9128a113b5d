import { z } from 'zod';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { defineForm } from '../../kit/forms/form.ts';

const members = z.array(z.string().regex(/^\d{1,15}$/));

/**
 * Account ids, separated by commas: the people whose option had a note about their password (`toAsk` in teams.tsx).
 */
const idList = z
  .string()
  .regex(/^(?:\d{1,15}(?:,\d{1,15})*)?$/)
  .default('')
  .transform((ids) => ids.split(',').filter(Boolean));

const nameField = { kind: 'text', label: 'accounts.teams.name', hint: 'accounts.teams.name_hint' } as const;
const membersField = {
  kind: 'checkboxes',
  label: 'accounts.teams.members',
  hint: 'accounts.teams.members_hint',
} as const;

export const newTeamForm = defineForm({
  name: 'new-team',
  schema: z.object({ name: z.string('errors.field.team.name'), members, asked: idList }),
  fields: { name: nameField, members: membersField, asked: { kind: 'hidden' } },
});

export const teamForm = defineForm({
  name: 'team',
  schema: z.object({
    name: z.string('errors.field.team.name'),
    members,
    asked: idList,
    closed: z.boolean(),
    why: whySchema,
  }),
  fields: {
    name: nameField,
    members: membersField,
    asked: { kind: 'hidden' },
    closed: { kind: 'checkbox', label: 'accounts.teams.closed', hint: 'accounts.teams.closed_hint' },
    why: whyField,
  },
});
