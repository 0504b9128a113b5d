import { z } from 'zod';
import { sql } from 'kysely';
import { factorsOf } from '../../../accounts/factors/factors.ts';
import { inviteAccount } from '../../../accounts/invitations.ts';
import { administrators, editors, filing } from '../../../accounts/tables.ts';
import { inventedState } from '../../../exchange/example/setting.ts';
import { readSetting, storeSetting } from '../../../platform/database/settings.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { defineOperation, mayRun, type Principal } from '../../../platform/operation.ts';
import { changePublication } from '../../../publishing/publication/change-publication.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { createRecoveryKey } from '../../../record/protection/recovery/create-recovery-key.ts';
import { currentKey } from '../../../record/protection/recovery/recovery-key.ts';
import { routes } from '../../routes.ts';

const name = 'first-steps';

/** Removes the list of first steps from the first page of everyone at the desk. The list still has its own page. */
export const dismissFirstSteps = defineOperation({
  name: 'site.dismissFirstSteps',
  permission: [...editors, ...administrators],
  input: z.object({}),
  async write({ tx, change }) {
    if ((await readSetting(tx, name)) === 'dismissed') return;
    await storeSetting(tx, name, 'dismissed');
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { firstSteps: 'shown' },
      after: { firstSteps: 'dismissed' },
    });
  },
});

export type FirstStep = { name: string; href: string; done: boolean };

/**
 * The steps of a new installation until its first published case, in order. Steps that the person has no permission for
 * are left out. Whether a step is done is read from the data, without the sample data.
 */
export async function loadFirstSteps(db: Reader, principal: Principal): Promise<FirstStep[]> {
  const steps: FirstStep[] = [];
  const may = (operation: { permission: readonly string[] | 'anyone' }): boolean => mayRun(principal, operation);
  const add = (name: string, href: string, done: boolean): void => void steps.push({ name, href, done });
  const { authenticator, passkeys } = await factorsOf(db, principal.accountId!);
  add('two_step', routes.desk.twoStep(), authenticator !== null || passkeys.length > 0);
  if (may(createRecoveryKey)) add('recovery', routes.desk.firstSteps() + '#recovery', Boolean(await currentKey(db)));
  if (may(changePublication)) add('name', routes.desk.settings(), await savedSettings(db));
  if (may(inviteAccount)) add('colleague', routes.desk.newAccount(), (await countPeople(db)) > 1);
  if (may({ permission: filing })) {
    const { pages, claims, checked, published, next } = await countWork(db);
    add('page', routes.desk.newFromPage({ sample: '1' }), pages || claims);
    add('file', routes.desk.drafts(), claims);
    add('check', routes.desk.claims({ state: 'draft' }), checked);
    if (may({ permission: editors }))
      add('publish', next === null ? routes.desk.cases() : routes.desk.publishCase({ number: next }), published);
  }
  return steps;
}

/**
 * The steps for the first page of the desk. Null if they are dismissed or all done, or if the person cannot dismiss
 * them.
 */
export async function firstStepsToShow(db: Reader, principal: Principal): Promise<FirstStep[] | null> {
  if (!mayRun(principal, dismissFirstSteps) || (await readSetting(db, name)) === 'dismissed') return null;
  const steps = await loadFirstSteps(db, principal);
  return steps.every(({ done }) => done) ? null : steps;
}

/** Whether someone has saved the settings of the publication. Saving by the sample data does not count. */
async function savedSettings(db: Reader): Promise<boolean> {
  const { version } = await loadPublication(db);
  return version > ((await inventedState(db))?.version ?? 0);
}

async function countPeople(db: Reader): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from account where disabled_at is null`.execute(db);
  return rows[0]!.count;
}

async function countWork(db: Reader) {
  const claim = sql`claim c join thing t on t.id = c.id where not t.example and t.withdrawn_at is null and t.redacted_at is null`;
  const ownCase = sql`from thing t where t.kind = 'case' and not t.example and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null`;
  const { rows } = await sql<{
    pages: boolean;
    claims: boolean;
    checked: boolean;
    published: boolean;
    next: number | null;
  }>`
    select exists (select 1 from draft) as pages,
      exists (select 1 from ${claim}) as claims,
      exists (select 1 from ${claim} and c.state = 'checked') as checked,
      exists (select 1 ${ownCase} and t.visibility = 'public') as published,
      (select t.number ${ownCase} and t.visibility = 'desk' order by t.number limit 1) as next`.execute(db);
  const { next, ...rest } = rows[0]!;
  return { ...rest, next: next === null ? null : Number(next) };
}
