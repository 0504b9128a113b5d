import { z } from 'zod';
import { administrators, editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { frontPageSchema, type FrontPageContent } from './content.ts';
import { contentOf, loadVersion } from './load.ts';
import { lockFrontPage, sendDue, writeVersion } from './write.ts';

/** The live version when the editor loaded the form; 0 if no one had composed one. */
export const baseVersion = z.coerce.number().int().min(0).max(2_147_483_647);

/**
 * Stores a new version of the front page, which readers see at once.
 * @throws AppError `invalid_input`; `conflict` if another version went live since `version`
 */
export const composeFrontPage = defineOperation({
  name: 'publishing.composeFrontPage',
  permission: [...editors, ...administrators],
  input: z.object({ version: baseVersion, to: frontPageSchema }),
  async write(writing): Promise<{ version: number }> {
    const base = await lockFrontPage(writing.tx, writing.input.version);
    return { version: await compose(writing, base, writing.input.to) };
  },
});

/**
 * Makes an earlier version live again, as a new version, without items that readers can no longer see or that have
 * ended.
 * @throws AppError `not_found`; `conflict` as `composeFrontPage`
 */
export const restoreFrontPage = defineOperation({
  name: 'publishing.restoreFrontPage',
  permission: [...editors, ...administrators],
  input: z.object({ version: baseVersion, from: baseVersion }),
  async write(writing): Promise<{ version: number }> {
    const { tx, input, at } = writing;
    const base = await lockFrontPage(tx, input.version);
    // Version 0 is the front page before anyone composed one.
    const earlier = input.from === 0 ? null : await loadVersion(tx, input.from, at);
    if (input.from !== 0 && earlier?.state !== 'former' && earlier?.state !== 'live') throw new AppError('not_found');
    return { version: await compose(writing, base, earlier ? contentOf(earlier) : frontPageSchema.parse({})) };
  },
});

async function compose(
  { tx, at, principal, change }: Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'principal' | 'change'>,
  base: number,
  to: FrontPageContent,
): Promise<number> {
  const before = base ? await loadVersion(tx, base, at) : null;
  const version = await writeVersion(tx, to, { state: 'live', by: principal.accountId, at });
  await sendDue(tx, version);
  change({
    kind: 'setting',
    thingId: 0,
    action: 'changed',
    before: { frontPage: base, ...(before && contentOf(before)) },
    after: { frontPage: version, ...to },
  });
  return version;
}
