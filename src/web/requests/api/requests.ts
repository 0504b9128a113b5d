import { z } from 'zod';
import { noteGiven } from '../../../platform/database/viewer.ts';
import { loadDemands } from '../../../requests/demands/load-demands.ts';
import { reportDemands } from '../../../requests/demands/report.ts';
import { loadReplies } from '../../../requests/replies/load-replies.ts';
import { replyJson, replyOf } from './reply.ts';
import { loadPermissions } from '../../../requests/permissions/load-permissions.ts';
import { permissionJson, permissionOf } from './permission.ts';
import { countOpenings } from '../../../publishing/comments/identity/open-identity.ts';
import { demandJson, demandOf, demandReport, demandReportJson } from './demand.ts';
import { defineReading } from '../../kit/api/endpoint.ts';

export const waiting = z
  .enum(['true', 'false'], 'api.error.choice')
  .default('false')
  .describe('`true`: only those that are not finished or decided yet.');
const maxItems = 1000;

/**
 * Records that this person has opened these items, because the response contains them.
 * @returns the items
 */
function noted<One extends { id: number }>(items: readonly One[]): readonly One[] {
  noteGiven(items.map((one) => one.id));
  return items;
}

export const getTransparency = defineReading({
  id: 'getTransparency',
  name: 'Transparency',
  path: '/transparency',
  query: z.object({}),
  answer: demandReportJson,
  read: async ({ db, c }) => ({
    body: demandReport(await reportDemands(db), await countOpenings(db), c.get('deps').app.now()),
  }),
});

export const listDemands = defineReading({
  id: 'listDemands',
  name: 'DemandList',
  path: '/demands',
  scope: 'read:desk',
  query: z.object({ waiting }),
  answer: z.strictObject({ items: z.array(demandJson).max(maxItems) }),
  read: async ({ db, query }) => ({
    body: { items: noted(await loadDemands(db, { open: query.waiting === 'true', limit: maxItems })).map(demandOf) },
  }),
});

export const listReplies = defineReading({
  id: 'listReplies',
  name: 'ReplyList',
  path: '/replies',
  scope: 'read:desk',
  query: z.object({ waiting }),
  answer: z.strictObject({ items: z.array(replyJson).max(maxItems) }),
  read: async ({ db, query }) => ({
    body: { items: noted(await loadReplies(db, { open: query.waiting === 'true', limit: maxItems })).map(replyOf) },
  }),
});

export const listPermissions = defineReading({
  id: 'listPermissions',
  name: 'PermissionList',
  path: '/permissions',
  scope: 'read:desk',
  query: z.object({ waiting }),
  answer: z.strictObject({ items: z.array(permissionJson).max(maxItems) }),
  read: async ({ db, query }) => ({
    body: {
      items: noted(await loadPermissions(db, { open: query.waiting === 'true', limit: maxItems })).map(permissionOf),
    },
  }),
});
