import { loadTranslations } from '../record/translations/load.ts';
import { sql } from 'kysely';
import type { Change } from '../platform/changes.ts';
import type { Tx } from '../platform/database/tx.ts';
import { facetNameOf } from '../record/vocabulary/facets.ts';
import { findProperty } from '../record/vocabulary/properties.ts';
import { dateMarks } from '../search/index/marks.ts';
import { Facets, insertEntries, type EntryContent } from '../search/index/entry.ts';
import type { Indexer } from '../search/index/indexer.ts';
import { idsAfter, live, relevantChanges } from '../search/index/lookups.ts';
import { countedClaim } from '../record/claims/counted.ts';

/** How many characters of a law's text can be searched, from its beginning. */
const maxWords = 200_000;

type Row = {
  id: number;
  parent_id: number | null;
  hidden: boolean;
  law_id: number;
  is_public: boolean;
  label: string;
  num: string | null;
  heading: string | null;
  body: string | null;
  tail: string | null;
  language: string | null;
};
type FactRow = {
  subject_id: number;
  property: string;
  value: unknown;
  date_from: string | null;
  date_to: string | null;
  for_public: boolean;
  for_desk: boolean;
};

/**
 * Laws, by their titles, numbers, headings and texts. Readers find only the desk's titles of public laws, and words for
 * which there is a public claim that is checked or imported.
 */
export const lawIndexer: Indexer = {
  kind: 'law',
  touched: (tx, changes) => lawsTouched(tx, changes),
  async insert(tx, ids) {
    const { rows: laws } = await sql<{ id: number; title: string; is_public: boolean; changed_at: Date }>`
      select t.id, l.title, t.visibility = 'public' as is_public, t.changed_at from thing t join law l on l.id = t.id where t.id = any(${[...ids]}::bigint[]) and ${live}`.execute(
      tx,
    );
    if (laws.length === 0) return;
    const wanted = laws.map((law) => Number(law.id));
    const carried = (claim: string, thing: string) =>
      sql`${countedClaim(claim)} and ${sql.ref(`${thing}.visibility`)} = 'public' and ${sql.ref(`${thing}.withdrawn_at`)} is null`;
    const { rows: said } = await sql<Row>`
      select p.id, p.parent_id, pt.visibility <> 'public' or pt.withdrawn_at is not null as hidden, p.law_id, coalesce(${carried('ac', 'at')} and (x.claim_id is null or (${carried('xc', 'xt')})), false) as is_public, p.label, x.num, x.heading, x.body, x.tail, x.language
      from provision p join thing pt on pt.id = p.id join provision_version v on v.provision_id = p.id join amendment a on a.id = v.amendment_id join claim ac on ac.id = a.claim_id join thing at on at.id = ac.id
      left join provision_text x on x.version_id = v.id left join claim xc on xc.id = x.claim_id left join thing xt on xt.id = xc.id
      where p.law_id = any(${wanted}::bigint[]) order by p.law_id, p.position, v.id`.execute(tx);
    const hidden = hiddenOf(said);
    const { rows: facts } = await sql<FactRow>`
      select f.subject_id, f.property, f.value, f.date_from, f.date_to, f.public_shown and not f.public_attributed as for_public, f.desk_shown as for_desk from fact f
      where f.subject_id = any(${wanted}::bigint[]) and f.property in ('law-name', 'law-number', 'jurisdiction', 'signed', 'adopted', 'in-force', 'eli', 'ecli')`.execute(
      tx,
    );
    const translations = await loadTranslations(tx, wanted, 'columns');
    const titlesOf = (law: (typeof laws)[number]): string =>
      [law.title, ...(translations.get(Number(law.id)) ?? []).flatMap((one) => (one.outdated ? [] : [one.text]))].join(
        '\n',
      );
    const entryContent = (law: (typeof laws)[number], isPublic: boolean): EntryContent => {
      const mine = said.filter(
        (one) => Number(one.law_id) === Number(law.id) && (!isPublic || (one.is_public && !hidden.has(Number(one.id)))),
      );
      const known = facts.filter(
        (fact) => Number(fact.subject_id) === Number(law.id) && (isPublic ? fact.for_public : fact.for_desk),
      );
      const facets = new Facets();
      const names: string[] = [];
      const marks: string[] = [];
      let on: string | null = null;
      for (const fact of known) {
        const property = findProperty(fact.property);
        facets.addFact(property, { value: fact.value, valueKey: String(fact.value), from: null, to: null });
        if (property && facetNameOf(property)) continue;
        if (fact.property === 'law-name') names.push((fact.value as { text: string }).text);
        else if (typeof fact.value === 'string' && fact.date_from === null) names.push(fact.value);
        if (fact.date_from === null) continue;
        facets.add('year', fact.date_from.slice(0, 4));
        marks.push(...dateMarks(fact.date_from, fact.date_to));
        if (on === null || fact.date_from > on) on = fact.date_from;
      }
      for (const one of mine) facets.add('language', one.language);
      const headings = [...new Set(mine.flatMap((one) => [one.label, one.heading ?? '']))].filter(Boolean).join('\n');
      const text = mine
        .flatMap((one) => [one.body, one.tail])
        .filter(Boolean)
        .join('\n')
        .slice(0, maxWords);
      return {
        title: law.title,
        words: [titlesOf(law), names.join('\n'), headings.slice(0, maxWords), text],
        body: text,
        marks,
        facets,
        actors: [],
        on,
        changed: law.changed_at,
      };
    };
    await insertEntries(
      tx,
      'law',
      laws.map((law) => ({
        thingId: Number(law.id),
        desk: entryContent(law, false),
        public: law.is_public ? entryContent(law, true) : null,
      })),
    );
  },
  page: (tx, after, limit) => idsAfter(tx, 'law', after, limit),
};

/**
 * The ids of provisions that readers may not see, and of all parts under them. A part may come before its parent in the
 * list, so the loop repeats until it finds no more.
 */
function hiddenOf(said: readonly Row[]): Set<number> {
  const hidden = new Set(said.filter((one) => one.hidden).map((one) => Number(one.id)));
  for (let before = -1; before !== hidden.size;) {
    before = hidden.size;
    for (const one of said) if (one.parent_id !== null && hidden.has(Number(one.parent_id))) hidden.add(Number(one.id));
  }
  return hidden;
}

/**
 * The laws that changes affect. The changed item can be the law itself, a provision, or a claim that is about the law
 * or supports its changes or texts.
 */
async function lawsTouched(tx: Tx, changes: readonly Change[]): Promise<Iterable<number>> {
  const { themselves: laws, of, subjects } = relevantChanges(changes, 'law');
  const [provisions, claims] = [of('provision'), of('claim')];
  if (provisions.length + claims.length + subjects.length === 0) return laws;
  const { rows } = await sql<{ id: number }>`
    select law_id as id from provision where id = any(${provisions}::bigint[])
    union select id from law where id = any(${subjects}::bigint[])
    union select a.law_id from amendment a where a.claim_id = any(${claims}::bigint[])
    union select a.law_id from amendment a join provision_version v on v.amendment_id = a.id join provision_text x on x.version_id = v.id where x.claim_id = any(${claims}::bigint[])
    union select s.subject_id from statement s join law l on l.id = s.subject_id where s.claim_id = any(${claims}::bigint[])`.execute(
    tx,
  );
  for (const row of rows) laws.add(Number(row.id));
  return laws;
}
