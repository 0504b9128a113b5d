import { sql } from 'kysely';
import { z } from 'zod';
import { upkeep } from '../../accounts/tables.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { defineOperation, type ChangeListener } from '../../platform/operation.ts';
import './tables.ts';

/** Decided proposals are deleted after this many days. */
export const proposalDays = 90;

/** Deletes proposals `proposalDays` days after their decision, and proposals that refer to a deleted item. */
export const endProposals = defineOperation({
  name: 'record.endProposals',
  permission: upkeep,
  publicItems: 'unseen',
  ofAllTeams: true,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }): Promise<{ proposals: number }> {
    const before = new Date(at.getTime() - proposalDays * 86_400_000);
    const { rows } = await sql`
      delete from proposal p where p.decided_at < ${before}
        or (select count(*) from proposal_thing t where t.proposal_id = p.id) <> p.things returning p.id`.execute(tx);
    await noteEnded(tx, { proposal: rows.length });
    return { proposals: rows.length };
  },
});

/** Deletes a proposal when an item to which it refers is sealed, because the proposal contains words of this item. */
export const deleteSealedProposals: ChangeListener = {
  name: 'record.deleteSealedProposals',
  wordsIn: ['proposal'],
  async onChange(tx, set) {
    const sealed = set.changes.flatMap(({ thingId, action }) => (action === 'sealed' ? [thingId] : []));
    if (sealed.length === 0) return;
    await sql`
      delete from proposal p where exists (
        select from proposal_thing t where t.proposal_id = p.id and t.thing_id = any(${sealed}::bigint[]))`.execute(tx);
  },
};
