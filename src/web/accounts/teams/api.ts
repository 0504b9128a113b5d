import { z } from 'zod';
import { listTeams } from '../../../accounts/teams/teams.ts';
import { defineReading } from '../../kit/api/endpoint.ts';

/** The teams that the token's owner is in. */
export const listOwnTeams = defineReading({
  id: 'listTeams',
  name: 'TeamList',
  path: '/teams',
  query: z.object({}),
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        schema: z.literal('kronika.team.v1'),
        team: z.number().int().describe('What `limit-item` and `team` name'),
        name: z.string(),
        closed: z.boolean().describe('Nothing can be limited to it any more'),
        unconfirmed: z
          .array(z.string())
          .describe(
            'The other members in whose name an administrator could sign in, because they handed over the link for the password. Ask them whether they chose it themselves before you limit something',
          ),
      }),
    ),
  }),
  scope: 'read:desk',
  unstored: true,
  read: async ({ db, holder }) => ({
    body: {
      items: (await listTeams(db, holder!.principal))
        .filter((team) => team.isMember)
        .map(({ id, name, closed, unconfirmed }) => ({
          schema: 'kronika.team.v1',
          team: id,
          name,
          closed,
          unconfirmed,
        })),
    },
  }),
});
