import { z } from 'zod';
import { listTeams } from '../../../accounts/teams/teams.ts';
import { defineReading } from '../../kit/api/endpoint.ts';

/** The teams of the token's owner. */
export const listOwnTeams = defineReading({
  id: 'listTeams',
  name: 'TeamList',
  path: '/teams',
  query: z.object({}),
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        schema: z.literal('kronika.team.v1'),
        team: z
          .number()
          .int()
          .describe('The id of the team: the operation `limit-item` and the field `team` of other operations take it'),
        name: z.string(),
        closed: z.boolean().describe('Whether the team is closed. Nothing more can be limited to a closed team'),
        unconfirmed: z
          .array(z.string())
          .describe(
            'Names of other members whose password an administrator may know, because the administrator handed over the link to choose it. Before you limit something to the team, ask these members whether they chose the password themselves',
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
