import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { plainValues } from '../../record/views/lists.ts';
import { loadLaw, type LawView } from '../views/law.ts';
import { dutiesOn, type DutyOnDay } from './load-duties.ts';
import type { DutyBearer } from './tables.ts';

/** A law with its duties, and their status on a day. */
export type DutiesOfLaw = { law: LawView; countries: string[]; duties: DutyOnDay[] };

/** Whether a law has any duty, as a condition for a query in which `t` is the law's row of `thing`. */
export const hasDuties = sql<boolean>`exists (select from duty d join provision p on p.id = d.provision_id where p.law_id = t.id)`;

/**
 * Whether a law is of one of these countries, according to its facts. Like `hasDuties`, this is a condition for a
 * query.
 */
export const ofCountry = (codes: readonly string[], audience: Audience) =>
  sql<boolean>`exists (select from fact f where f.subject_id = t.id and f.property = 'jurisdiction' and f.value_key = any(${[...codes]}::text[]) and ${audience === 'public' ? sql`f.public_shown and not f.public_attributed` : sql`f.desk_shown`})`;

type ListOptions = {
  audience: Audience;
  day: string;
  countries?: readonly string[];
  bearer?: DutyBearer;
  limit: number;
  offset: number;
};

/** Laws with duties, by title, each with its duties. */
export async function listDuties(
  db: Reader,
  { audience, day, countries, bearer, limit, offset }: ListOptions,
): Promise<{ laws: DutiesOfLaw[]; total: number; countries: string[] }> {
  const seen =
    audience === 'public'
      ? sql`and t.visibility = 'public' and t.withdrawn_at is null`
      : sql`and t.withdrawn_at is null`;
  const onWhom = bearer
    ? sql`and exists (select from duty d join provision p on p.id = d.provision_id where p.law_id = t.id and d.bearer = ${bearer})`
    : sql``;
  const from = sql`from law l join thing t on t.id = l.id where t.merged_into is null and t.redacted_at is null and t.visibility <> 'sealed' ${seen} and ${hasDuties}`;
  const chosen = sql`${from} ${countries?.length ? sql`and ${ofCountry(countries, audience)}` : sql``} ${onWhom}`;
  const { rows: counted } = await sql<{ total: number }>`select count(*)::int as total ${chosen}`.execute(db);
  const { rows } = await sql<{
    id: number;
  }>`select t.id ${chosen} order by lower(l.title), t.id limit ${limit} offset ${offset}`.execute(db);
  const { rows: known } = await sql<{
    country: string;
  }>`select distinct f.value_key as country from fact f where f.property = 'jurisdiction' and f.subject_id in (select t.id ${from}) and ${audience === 'public' ? sql`f.public_shown and not f.public_attributed` : sql`f.desk_shown`} order by 1`.execute(
    db,
  );
  const laws = await loadDutiesOf(
    db,
    rows.map((row) => Number(row.id)),
    audience,
    day,
  );
  return {
    laws: laws
      .map((one) => (bearer ? { ...one, duties: one.duties.filter((two) => two.duty.bearer === bearer) } : one))
      .filter((one) => one.duties.length > 0),
    total: counted[0]!.total,
    countries: known.map((row) => row.country),
  };
}

/** Laws with their duties, in the order of `ids`; without the duties that the audience may not see. */
export async function loadDutiesOf(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
  day: string,
): Promise<DutiesOfLaw[]> {
  const things = ids.length
    ? await db
        .selectFrom('thing')
        .selectAll()
        .where('id', 'in', [...ids])
        .where('kind', '=', 'law')
        .execute()
    : [];
  const found: DutiesOfLaw[] = [];
  for (const id of ids) {
    const thing = things.find((one) => one.id === id);
    if (!thing) continue;
    const law = await loadLaw(db, thing, audience);
    found.push({
      law,
      countries: plainValues(law, 'jurisdiction').map((value) => String(value.value)),
      duties: dutiesOn(law, day),
    });
  }
  return found;
}
