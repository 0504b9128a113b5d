import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { asTeams } from '../platform/database/as-teams.ts';
import type { Tx } from '../platform/database/tx.ts';
import { defineOperation } from '../platform/operation.ts';
import { RefResolver, refSchema } from '../record/refs.ts';
import { references } from '../record/teams/references.ts';
import { takeForChange } from '../record/things.ts';
import { changeInput } from './schema.ts';

const where = {
  law: refSchema,
  version: z.coerce.number().int().positive(),
  amendment: z.coerce.number().int().positive(),
};

const find = async (tx: Tx, lawId: number, id: number) => {
  const row = await tx
    .selectFrom('amendment')
    .selectAll()
    .where('id', '=', id)
    .where('law_id', '=', lawId)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found');
  return row;
};

/**
 * Changes what is known about a change of a law: its name, the amending law, when it was made and from when it applies.
 * @throws AppError `conflict` if someone saved since `version`
 */
export const changeAmendment = defineOperation({
  name: 'law.changeAmendment',
  permission: legal,
  input: z.object({ ...where, ...changeInput.omit({ instructions: true, sort: true }).shape }),
  async write({ tx, input, at, change }) {
    const law = await takeForChange(tx, input.law, at, { version: input.version, kinds: ['law'] });
    const before = await find(tx, law.id, input.amendment);
    const refs = new RefResolver();
    await refs.load(tx, [input.claim, ...(input.by ? [input.by] : [])]);
    const claim = refs.find(input.claim, 'claim', ['claim'])?.id ?? 0;
    const by = input.by ? (refs.find(input.by, 'by', ['law'])?.id ?? null) : null;
    refs.throwIfWrong();
    const to = {
      title: input.title,
      by_law_id: by,
      uri: input.uri || null,
      made: input.made ?? null,
      commences: input.commences ?? null,
      claim_id: claim,
    };
    await tx.updateTable('amendment').set(to).where('id', '=', before.id).execute();
    change({
      kind: 'law',
      thingId: law.id,
      action: 'changed',
      before: { amendment: before },
      after: { amendment: { ...before, ...to } },
    });
    return { version: law.version + 1 };
  },
});

/**
 * The versions that an amendment made, by the ids of their provisions, in the form in which the history stores them.
 */
async function versionsOf(tx: Tx, amendment: number): Promise<Map<number, Record<string, unknown>>> {
  const { rows } = await sql<{
    id: number;
    act: string;
    commences: string | null;
    texts: object[];
    summaries: number[];
  }>`
    select v.provision_id as id, v.act, v.commences,
      (select coalesce(json_agg(to_jsonb(t) - 'version_id' order by t.language), '[]') from provision_text t where t.version_id = v.id) as texts,
      (select coalesce(json_agg(s.claim_id order by s.claim_id), '[]') from provision_summary s where s.version_id = v.id) as summaries
    from provision_version v where v.amendment_id = ${amendment}`.execute(tx);
  return new Map(rows.map(({ id, ...version }) => [Number(id), version]));
}

/**
 * Deletes an amendment that was entered by mistake, with its versions of provisions and the provisions that it
 * inserted.
 * @throws AppError `conflict`; `in_use` if another amendment changed a provision that this one inserted, or if another
 * item refers to such a provision. Then nothing is deleted.
 */
export const dropAmendment = defineOperation({
  name: 'law.dropAmendment',
  permission: legal,
  input: z.object(where),
  async write({ tx, input, at, change }) {
    const law = await takeForChange(tx, input.law, at, { version: input.version, kinds: ['law'] });
    const before = await find(tx, law.id, input.amendment);
    // Even an item that this person cannot see prevents the deletion, if a value of that item refers to the provision.
    const versions = await versionsOf(tx, before.id);
    const { rows } = await asTeams(tx, null, () =>
      sql<{ id: number; made: boolean; needed: boolean }>`
      select p.id, v.act in ('enacts', 'inserts') as made,
        exists (select from provision_version o where o.provision_id = p.id and o.amendment_id <> ${before.id})
        or exists (select from provision c where c.parent_id = p.id and not exists (select from provision_version o where o.provision_id = c.id and o.amendment_id = ${before.id} and o.act in ('enacts', 'inserts')))
        or exists (select from (${references((_, target) => sql`${target} = p.id`)}) n join thing o on o.id = n.owner where o.kind not in ('law', 'provision'))
        or exists (select from duty d where d.provision_id = p.id) as needed
      from provision_version v join provision p on p.id = v.provision_id where v.amendment_id = ${before.id}`.execute(
        tx,
      ),
    );
    if (rows.some((row) => row.made && row.needed)) throw new AppError('in_use', { details: { what: before.title } });
    const gone = rows.filter((row) => row.made).map((row) => Number(row.id));
    const touched = rows.filter((row) => !row.made).map((row) => Number(row.id));
    await tx.deleteFrom('amendment').where('id', '=', before.id).execute();
    await sql`delete from provision where id = any(${gone}::bigint[])`.execute(tx);
    await sql`delete from fact where subject_id = any(${gone}::bigint[])`.execute(tx);
    await sql`delete from thing where id = any(${gone}::bigint[])`.execute(tx);
    change({
      kind: 'law',
      thingId: law.id,
      action: 'changed',
      before: { amendment: before },
      after: { amendment: null },
    });
    for (const id of touched)
      change({
        kind: 'provision',
        thingId: id,
        action: 'changed',
        before: { amendment_id: before.id, ...versions.get(id) },
        after: { amendment_id: null, act: null, texts: [], summaries: [] },
      });
    for (const id of gone)
      change({
        kind: 'provision',
        thingId: id,
        action: 'removed',
        before: { amendment_id: before.id, ...versions.get(id) },
        after: null,
      });
    return { version: law.version + 1 };
  },
});
