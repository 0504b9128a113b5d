import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { bareHost, parseAllowPrivate } from '../../evidence/fetch/addresses.ts';
import { parsePageUrl } from '../../evidence/fetch/fetch-url.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation } from '../../platform/operation.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { requireTeam } from '../../record/teams/limit-item.ts';
import { prepareTeam, teamInput } from '../../record/teams/limit-new.ts';
import { captureJob } from './job.ts';
import type {} from './tables.ts';

export const maxAtOnce = 500;

/**
 * Requests captures of pages, one after the other. With `reads`, pages are fetched without a browser, and each gets a
 * draft with suggested claims; otherwise a browser captures them. If the same request is already waiting for a page,
 * the page is not added again.
 */
export const askCaptures = defineOperation({
  name: 'drafting.askCaptures',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    addresses: z
      .array(z.string().trim().min(1).max(8192))
      .min(1, 'errors.field.captures.none')
      .max(maxAtOnce, 'errors.field.captures.many'),
    why: z.string().trim().max(2000, 'errors.field.text.long').default(''),
    reads: z.boolean().default(false).describe('Also suggest claims from each page'),
    case: z
      .string()
      .regex(/^case\/[1-9]\d{0,14}$/)
      .optional()
      .describe('The case that the suggested claims go to, until someone chooses another'),
    team: teamInput,
  }),
  async prepare({ input, app }) {
    await prepareTeam(app, input.team);
    const allowed = parseAllowPrivate(app.config.allowPrivate);
    const wrong: FieldError[] = [];
    const urls = new Map<string, string>();
    for (const [index, address] of input.addresses.entries()) {
      try {
        const url = parsePageUrl(address, allowed);
        urls.set(url.href, bareHost(url.hostname));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        wrong.push({
          path: `addresses.${index}`,
          message: 'errors.field.captures.address',
          params: { address: address.slice(0, 200) },
        });
      }
    }
    if (wrong.length) throw new AppError('invalid_input', { fields: wrong });
    return urls;
  },
  async write({ tx, input, prepared: urls, principal, at }) {
    const team = input.team ?? null;
    if (team !== null) await requireTeam(tx, principal, team);
    const forCase = (input.reads ? input.case : undefined) ?? null;
    if (forCase !== null && !(await findThing(tx, 'case', parseRef(forCase)!.number))) throw new AppError('not_found');
    const there = await tx
      .selectFrom('capture_order')
      .select(['id', 'url'])
      .where('state', 'in', ['waiting', 'running'])
      .where('url', 'in', [...urls.keys()])
      .where('team_id', 'is not distinct from', team)
      .where('reads', '=', input.reads)
      .where('for_case', 'is not distinct from', forCase)
      .execute();
    const known = new Map(there.map(({ id, url }) => [url, Number(id)]));
    const rows = [...urls]
      .filter(([url]) => !known.has(url))
      .map(([url, host]) => ({
        url,
        host,
        why: input.why,
        reads: input.reads,
        for_case: forCase,
        asked_by: principal.accountId,
        asked_at: at,
        team_id: team,
      }));
    const made = rows.length
      ? await tx.insertInto('capture_order').values(rows).returning(['id', 'url']).execute()
      : [];
    if (made.length) await sendJob(tx, captureJob, {});
    const orders = new Map([...known, ...made.map(({ id, url }) => [url, Number(id)] as const)]);
    return {
      asked: made.length,
      orders: [...urls.keys()].map((url) => ({ order: orders.get(url)!, url, known: known.has(url) })),
    };
  },
});

/** Cancels captures that are waiting or under way. */
export const cancelCaptures = defineOperation({
  name: 'drafting.cancelCaptures',
  permission: legal,
  publicItems: 'unseen',
  onFullDisk: 'runs',
  input: z.object({ orders: z.array(z.coerce.number().int().positive()).min(1).max(10_000) }),
  async write({ tx, input, at }) {
    await tx
      .updateTable('capture_order')
      .set({ state: 'cancelled', ended_at: at, phase: null })
      .where('id', 'in', input.orders)
      .where('state', 'in', ['waiting', 'running'])
      .execute();
  },
});
