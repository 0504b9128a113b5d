import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { proceedingParts } from '../../record/kinds/parts.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import type { Audience, Brief } from '../../record/views/briefs.ts';
import type { CaseView, PartView } from '../../record/views/case.ts';
import type { FactView, PropertyView } from '../../record/views/facts.ts';
import { flat, lawAsOf, type ProvisionAsOf } from './as-of.ts';
import { loadLaw, type LawView } from './law.ts';

/**
 * A law or a provision that applies to parts of a case, as it was on the `day` of those parts; null if the record has no
 * date for them.
 */
export type LawInCase = {
  parts: Brief[];
  day: string | null;
  law: LawView;
  provision: ProvisionAsOf | null;
};

/** The properties that say when a part of a case took place. The first one that has a value is used. */
const dating = ['date', 'opened', 'filed', 'began'];

/** The law that applies to a case and its parts, each as it was when the part took place, and once for each day. */
export async function loadLawsOfCase(db: Reader, record: CaseView, audience: Audience): Promise<LawInCase[]> {
  const whole = firstDay(record.facts) ?? record.events.map((event) => event.from).find((day) => day !== null) ?? null;
  const parts: { part: Pick<PartView, 'brief' | 'facts'>; day: string | null }[] = [
    { part: record, day: whole },
    ...record.events.map((part) => ({ part, day: firstDay(part.facts) ?? whole })),
    ...record.proceedings.flatMap((proceeding) => {
      const opened = firstDay(proceeding.facts) ?? whole;
      return [
        { part: proceeding, day: opened },
        ...proceedingParts
          .flatMap(({ list }) => proceeding[list])
          .map((part) => ({ part, day: firstDay(part.facts) ?? opened })),
      ];
    }),
  ];
  const named = parts.flatMap(({ part, day }) =>
    values(part.facts, 'under-law').flatMap((value) =>
      value.thing && !value.thing.hidden ? [{ part: part.brief, day, thing: value.thing }] : [],
    ),
  );
  if (named.length === 0) return [];
  const provisions = named.flatMap(({ thing }) => (thing.kind === 'provision' ? [thing.id] : []));
  const rows = provisions.length
    ? await db.selectFrom('provision').select(['id', 'law_id']).where('id', 'in', provisions).execute()
    : [];
  const lawOf = new Map(rows.map((row) => [row.id, row.law_id]));
  const ids = [...new Set(named.map(({ thing }) => lawOf.get(thing.id) ?? thing.id))];
  const things = await db.selectFrom('thing').selectAll().where('id', 'in', ids).execute();
  const laws = new Map<number, LawView>();
  for (const thing of things) if (thing.kind === 'law') laws.set(thing.id, await loadLaw(db, thing, audience));
  const same = group(named.map((one) => [`${one.thing.id} ${one.day}`, one] as const));
  return [...same.values()].flatMap((parts) => {
    const { day, thing } = parts[0]!;
    const law = laws.get(lawOf.get(thing.id) ?? thing.id);
    if (!law) return [];
    const provision =
      thing.kind === 'provision' && day !== null
        ? (flat(lawAsOf(law, day)).find((one) => one.provision.brief.id === thing.id) ?? null)
        : null;
    return [{ parts: parts.map(({ part }) => part), day, law, provision }];
  });
}

/** The laws that a case is about, if it is about the making of a law: at most `size`, those of the whole case first. */
export async function loadLawsMade(db: Reader, record: CaseView, audience: Audience, size: number): Promise<LawView[]> {
  const named = [record, ...record.events].flatMap(({ facts }) =>
    values(facts, 'related-to').flatMap(({ thing }) => (thing?.kind === 'law' && !thing.hidden ? [thing.id] : [])),
  );
  const ids = [...new Set(named)].slice(0, size);
  if (!ids.length) return [];
  const things = await db.selectFrom('thing').selectAll().where('id', 'in', ids).execute();
  return Promise.all(
    things.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)).map((thing) => loadLaw(db, thing, audience)),
  );
}

const values = (facts: readonly PropertyView[], property: string): readonly FactView[] =>
  facts.find((one) => one.property === property)?.values ?? [];

/** The last day that the date of a part can mean, by the first of the properties `dating` that has a value. */
function firstDay(facts: readonly PropertyView[]): string | null {
  const found = dating.flatMap((property) =>
    values(facts, property).flatMap((value) =>
      typeof value.value === 'string' ? (parseEdtf(value.value)?.latest ?? []) : [],
    ),
  );
  return found[0] ?? null;
}
