import { z } from 'zod';
import { ownTeams } from '../../../accounts/teams/teams.ts';
import { currentSight } from '../../../platform/database/sight.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Principal } from '../../../platform/operation.ts';
import type { Ctx } from '../../kit/context.ts';
import type { Field, Form, FormState } from '../../kit/forms/form.ts';

/** The team that sees what a form creates; none: everyone at the desk. */
export const teamSchema = z
  .string()
  .regex(/^\d{1,15}$/, 'errors.field.team.notYours')
  .optional();

const teamField: Field = {
  kind: 'select',
  label: 'record.teams.who',
  hint: 'record.teams.from_start',
  empty: 'record.teams.everyone',
};

/**
 * A form for something new, with the choice of who can see it, for people who are in a team. When the form is sent, it
 * has the choice for everyone. So if someone has left the chosen team meanwhile, the form is refused, and nothing is
 * shown to everyone by mistake.
 * @param before the name of a field
 */
export function withTeam<F extends Form>(c: Ctx, form: F, before?: string): F {
  if (!currentSight()?.teams.length && c.req.method === 'GET') return form;
  const fields = Object.entries(form.fields);
  const place = fields.findIndex(([name]) => name === before);
  fields.splice(place < 0 ? fields.length : place, 0, ['team', teamField]);
  return { ...form, fields: Object.fromEntries(fields) };
}

/** The options of the field. */
export const teamOptions = async (
  db: Reader,
  principal: Principal,
  t: (key: string, params: Record<string, string>) => string,
): Promise<NonNullable<FormState['options']>> => ({
  team: currentSight()?.teams.length
    ? (await ownTeams(db, principal)).map((team) => ({
        value: String(team.id),
        text: t('record.teams.team', { name: team.name }),
      }))
    : [],
});
