import type { Reader } from '../../../platform/database/tx.ts';
import { listDuties, loadDutiesOf, type DutiesOfLaw } from '../../../law/duties/list-duties.ts';
import type { DutyOnDay } from '../../../law/duties/load-duties.ts';
import type { DutyStatus } from '../../../law/duties/duty-status.ts';
import type { IdentityDemand } from '../commenting.ts';

/** A legal duty about commenters, from a public law that applies to the publication. */
export type CommentDuty = {
  id: number;
  act: 'identify-commenters' | 'keep';
  period: string | null;
  standing: DutyStatus;
  law: IdentityDemand['law'];
  provision: IdentityDemand['provision'];
};

/** The maximum number of laws whose duties are read, for all of the publication's countries together. */
const mostLaws = 500;

const commentDuty = (law: DutiesOfLaw, { duty, provision, standing }: DutyOnDay): CommentDuty[] =>
  duty.act === 'identify-commenters' || duty.act === 'keep'
    ? [
        {
          id: duty.id,
          act: duty.act,
          period: duty.period,
          standing,
          law: { number: law.law.brief.number, title: law.law.brief.title },
          provision: { number: provision.brief.number, label: provision.name },
        },
      ]
    : [];

/** The duties of these countries' laws on a day. Without countries, there are none. */
export async function commentDuties(db: Reader, jurisdictions: readonly string[], day: string): Promise<CommentDuty[]> {
  if (jurisdictions.length === 0) return [];
  const { laws } = await listDuties(db, {
    audience: 'public',
    day,
    countries: jurisdictions,
    limit: mostLaws,
    offset: 0,
  });
  return laws.flatMap((law) => law.duties.flatMap((one) => commentDuty(law, one)));
}

/**
 * The duties among `ids` that still apply: they have not ended, and their laws are in the record and apply to the
 * publication.
 */
export async function bindingDuties(
  db: Reader,
  ids: readonly number[],
  jurisdictions: readonly string[],
  day: string,
): Promise<Map<number, CommentDuty>> {
  if (ids.length === 0 || jurisdictions.length === 0) return new Map();
  const rows = await db
    .selectFrom('duty')
    .innerJoin('provision', 'provision.id', 'duty.provision_id')
    .innerJoin('thing', 'thing.id', 'provision.law_id')
    .select('provision.law_id')
    .distinct()
    .where('duty.id', 'in', [...ids])
    .where('thing.visibility', '=', 'public')
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .execute();
  const laws = (
    await loadDutiesOf(
      db,
      rows.map((row) => row.law_id),
      'public',
      day,
    )
  ).filter((law) => law.countries.some((country) => jurisdictions.includes(country)));
  const found = laws
    .flatMap((law) => law.duties.flatMap((one) => commentDuty(law, one)))
    .filter((one) => ids.includes(one.id) && binds(one));
  return new Map(found.map((one) => [one.id, one]));
}

/** Whether a duty in the settings still applies. A duty also applies while its start or end is uncertain. */
const binds = ({ standing }: CommentDuty): boolean => standing === 'in-force' || standing === 'uncertain';
