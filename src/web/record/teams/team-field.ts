import { z } from 'zod';
import { ownTeams } from '../../../accounts/teams/teams.ts';
import { currentSight } from '../../../platform/database/sight.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Principal } from '../../../platform/operation.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Ctx } from '../../kit/context.ts';
import type { Field, Form, FormState } from '../../kit/forms/form.ts';

/** The id of the team that alone sees what a form creates. If left out, everyone at the desk sees it. */
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
 * Adds to a form for something new the field that says who can see it. Only people in a team get the field. But when a
 * form is sent, the field is read for all: if someone has left the selected team in the meantime, the form is refused.
 * Otherwise the field would be ignored, and the item shown to the whole desk by mistake.
 * @param before the name of the field before which the new one is placed; at the end if left out
 */
export function withTeam<F extends Form>(c: Ctx, form: F, before?: string): F {
  if (!currentSight()?.teams.length && c.req.method === 'GET') return form;
  const fields = Object.entries(form.fields);
  const place = fields.findIndex(([name]) => name === before);
  fields.splice(place < 0 ? fields.length : place, 0, ['team', teamField]);
  return { ...form, fields: Object.fromEntries(fields) };
}

/** Which members to ask before something is limited to a team; undefined if there are none. */
export const askFirst = (t: Translate, team: { name: string; unconfirmed: readonly string[] }): string | undefined =>
  team.unconfirmed.length
    ? t('record.teams.ask_first', {
        team: team.name,
        people: team.unconfirmed.join(', '),
        count: team.unconfirmed.length,
      })
    : undefined;

/** The options of the field: the person's own teams. */
export const teamOptions = async (
  db: Reader,
  principal: Principal,
  t: Translate,
): Promise<NonNullable<FormState['options']>> => ({
  team: currentSight()?.teams.length
    ? (await ownTeams(db, principal)).map((team) => ({
        value: String(team.id),
        text: t('record.teams.team', { name: team.name }),
        note: askFirst(t, team),
      }))
    : [],
});
