import { z } from 'zod';
import { ownTeams } from '../../../accounts/teams/teams.ts';
import { currentViewer } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Principal } from '../../../platform/operation.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Ctx } from '../../kit/context.ts';
import type { Field, Form, FormState } from '../../kit/forms/form.ts';

/** The id of the team to which the new item is limited. Undefined if everyone at the desk can see it. */
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
 * Adds a field to the form of a new item, which selects who can see the item. Only people in a team see the field, but
 * a submitted form is always read with it. Otherwise, if someone left the team before submitting the form, the field
 * would be ignored, and the whole desk would see the item. With the field, the form is rejected.
 * @param before the name of the field that follows the new field; if it is left out, the new field is the last one
 */
export function withTeam<F extends Form>(c: Ctx, form: F, before?: string): F {
  if (!currentViewer()?.teams.length && c.req.method === 'GET') return form;
  const fields = Object.entries(form.fields);
  const place = fields.findIndex(([name]) => name === before);
  fields.splice(place < 0 ? fields.length : place, 0, ['team', teamField]);
  return { ...form, fields: Object.fromEntries(fields) };
}

/**
 * A note that names the members of a team who should first be asked whether they have chosen their password themselves
 * (`unconfirmed`). Undefined if there are none.
 */
export const askFirst = (t: Translate, team: { name: string; unconfirmed: readonly string[] }): string | undefined =>
  team.unconfirmed.length
    ? t('record.teams.ask_first', {
        team: team.name,
        people: team.unconfirmed.join(', '),
        count: team.unconfirmed.length,
      })
    : undefined;

/** The options of the field: the person's own teams. If none is selected, everyone at the desk can see the item. */
export const teamOptions = async (
  db: Reader,
  principal: Principal,
  t: Translate,
): Promise<NonNullable<FormState['options']>> => ({
  team: currentViewer()?.teams.length
    ? (await ownTeams(db, principal)).map((team) => ({
        value: String(team.id),
        text: t('record.teams.team', { name: team.name }),
        note: askFirst(t, team),
      }))
    : [],
});
