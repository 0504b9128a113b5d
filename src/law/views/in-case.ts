import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { partsOfCases } from '../../record/kinds/within.ts';
import { proceedingParts } from '../../record/kinds/parts.ts';
import type { Thing } from '../../record/things.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import type { Audience, Brief } from '../../record/views/briefs.ts';
import type { CaseView, PartView } from '../../record/views/case.ts';
import type { FactView, PropertyView } from '../../record/views/facts.ts';
import { flat, lawAsOf, statusOn, type ProvisionAsOf } from './as-of.ts';
import { allProvisions } from './head.ts';
import { loadLaw, type LawView } from './law.ts';

/**
 * A law or a provision that applies to parts of a case, as it was on the `day` of those parts; null if the record has
 * no date for them.
 */
export type LawInCase = {
  parts: Brief[];
  day: string | null;
  law: LawView;
  provision: ProvisionAsOf | null;
};

/** The properties that say when a part of a case took place. The first one that has a value is used. */
const dating = ['date', 'opened', 'filed', 'began'];

/** Laws by the id under which a case names them: that of the law itself, or of one of its provisions. */
type NamedLaws = ReadonlyMap<number, LawView>;

/**
 * The laws that apply to a case or a part of it. If the case is about the making of a law (`isAboutLaw`), also the laws
 * to which it is related.
 */
export async function loadLawsOfCase(db: Reader, caseId: number, audience: Audience): Promise<NamedLaws> {
  const shownOf = (fact: string) => sql.ref(`${fact}.${audience === 'public' ? 'public_shown' : 'desk_shown'}`);
  const shown = shownOf('f');
  const { rows } = await sql<Thing & { named: number }>`
    select distinct on (f.value_thing) f.value_thing as named, t.*
    from fact f left join provision p on p.id = f.value_thing join thing t on t.id = coalesce(p.law_id, f.value_thing) and t.kind = 'law'
    where ${shown} and (f.property = 'under-law' or (f.property = 'related-to' and (
        select bool_and(i.value_key = 'restrictive-law') from fact i
        where i.subject_id = ${caseId} and i.property = 'incident-type' and ${shownOf('i')}))) and f.subject_id = any(array(
      select ${caseId}::bigint union all select p.id from ${partsOfCases(sql`select m.id from thing m where m.canonical_id = ${caseId}`)} p))
    order by f.value_thing`.execute(db);
  const things = new Map(rows.map(({ named: _, ...law }) => [law.id, law]));
  const laws = new Map(
    await Promise.all([...things.values()].map(async (law) => [law.id, await loadLaw(db, law, audience)] as const)),
  );
  return new Map(rows.map(({ named, id }) => [Number(named), laws.get(id)!]));
}

/**
 * The laws that apply to a case and its parts, each as it was when the parts took place. Each law occurs once for each
 * day. A law is left out if the record has neither its text nor its dates.
 */
export function lawsInCase(record: CaseView, laws: NamedLaws): LawInCase[] {
  const whole = dayOfPart(record.facts) ?? record.events.map((event) => event.from).find((day) => day !== null) ?? null;
  const parts: { part: Pick<PartView, 'brief' | 'facts'>; day: string | null }[] = [
    { part: record, day: whole },
    ...record.events.map((part) => ({ part, day: dayOfPart(part.facts) ?? whole })),
    ...record.proceedings.flatMap((proceeding) => {
      const opened = dayOfPart(proceeding.facts) ?? whole;
      return [
        { part: proceeding, day: opened },
        ...proceedingParts
          .flatMap(({ list }) => proceeding[list])
          .map((part) => ({ part, day: dayOfPart(part.facts) ?? opened })),
      ];
    }),
  ];
  const named = parts.flatMap(({ part, day }) =>
    values(part.facts, 'under-law').flatMap((value) =>
      value.thing && !value.thing.hidden ? [{ part: part.brief, day, thing: value.thing }] : [],
    ),
  );
  const same = group(named.map((one) => [`${one.thing.id} ${one.day}`, one] as const));
  return [...same.values()].flatMap((parts) => {
    const { day, thing } = parts[0]!;
    const law = laws.get(thing.id);
    if (!law) return [];
    const provision =
      thing.kind === 'provision' && day !== null
        ? (flat(lawAsOf(law, day)).find((one) => one.provision.brief.id === thing.id) ?? null)
        : null;
    const one = { parts: parts.map(({ part }) => part), day, law, provision };
    return isKnown(one) ? [one] : [];
  });
}

/** Whether the record has a text or a date of the law or provision. */
function isKnown({ day, law, provision }: LawInCase): boolean {
  const all = allProvisions(provision ? [provision.provision] : law.provisions);
  return (
    all.some(({ versions }) => versions.some((one) => one.texts.length || one.commences)) ||
    statusOn(law, day ?? '9999-12-31').standing !== 'unknown'
  );
}

/**
 * The laws in `laws` to which a case or its events are related: at most `size`, those of the whole case first.
 * `loadLawsOfCase` loads such laws only if the case is about the making of a law.
 */
export function lawsMadeIn(record: CaseView, laws: NamedLaws, size: number): LawView[] {
  const named = [record, ...record.events].flatMap(({ facts }) =>
    values(facts, 'related-to').flatMap(({ thing }) => (thing?.kind === 'law' && !thing.hidden ? [thing.id] : [])),
  );
  return [...new Set(named)].slice(0, size).flatMap((id) => laws.get(id) ?? []);
}

const values = (facts: readonly PropertyView[], property: string): readonly FactView[] =>
  facts.find((one) => one.property === property)?.values ?? [];

/** The last day that the date of a part can mean, by the first of the properties `dating` that has a value. */
function dayOfPart(facts: readonly PropertyView[]): string | null {
  const found = dating.flatMap((property) =>
    values(facts, property).flatMap((value) =>
      typeof value.value === 'string' ? (parseEdtf(value.value)?.latest ?? []) : [],
    ),
  );
  return found[0] ?? null;
}
