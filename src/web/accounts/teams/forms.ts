import { z } from 'zod';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { defineForm } from '../../kit/forms/form.ts';

const members = z.array(z.string().regex(/^\d{1,15}$/));

const nameField = { kind: 'text', label: 'accounts.teams.name', hint: 'accounts.teams.name_hint' } as const;
const membersField = {
  kind: 'checkboxes',
  label: 'accounts.teams.members',
  hint: 'accounts.teams.members_hint',
} as const;

export const newTeamForm = defineForm({
  name: 'new-team',
  schema: z.object({ name: z.string('errors.field.team.name'), members }),
  fields: { name: nameField, members: membersField },
});

export const teamForm = defineForm({
  name: 'team',
  schema: z.object({ name: z.string('errors.field.team.name'), members, closed: z.boolean(), why: whySchema }),
  fields: {
    name: nameField,
    members: membersField,
    closed: { kind: 'checkbox', label: 'accounts.teams.closed', hint: 'accounts.teams.closed_hint' },
    why: whyField,
  },
});
