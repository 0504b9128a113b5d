import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { identifierType } from '../../record/values/simple-types.ts';
import { loadBriefs, type Audience } from '../../record/views/briefs.ts';
import { isOpen } from '../../record/views/listed.ts';
import { isProvisionNumber, lawNumberIn, provisionAt, wordsIn } from '../meanings/lists.ts';
import { isReadable } from '../meanings/readable.ts';
import { conditionsOf } from './facets.ts';
import type { Hit } from './hit.ts';
import { countAndReadPage, wordsOf } from './count-matches.ts';
import { rankOf, type ReadTerm, type ReadText } from './terms.ts';
import type { Reason } from './why.ts';

/** The parts of a law's number: 217 and VI for “No. 217-VI”. */
const partsOf = (number: string): string[] =>
  identifierType
    .key(number.replace(/[\s\-‐-―_.]+/g, '|'))
    .split('|')
    .filter((part) => part !== '' && part !== 'NO');

/** The maximum number of laws whose numbers are compared with a text. */
const maxNumbers = 200;
const maxShown = 5;

/**
 * The laws that a text names by their number, such as “217-VI”, “No. 217-VI” or “law 217”. With the word “law”, the
 * beginning of the number is enough.
 */
export async function lawsNumbered(db: Reader, text: string, audience: Audience): Promise<number[]> {
  const read = lawNumberIn(text);
  const parts = read && partsOf(read.number);
  if (!parts?.length) return [];
  const key = parts.join('');
  const { rows } = await sql<{ id: number; number: string }>`
    select t.canonical_id as id, f.value #>> '{}' as number from fact f join thing t on t.id = f.subject_id
    where f.property = 'law-number' and (starts_with(f.value_key, ${key}) or starts_with(f.value_key, ${`NO${key}`}))
      and ${audience === 'public' ? sql`f.public_shown and not f.public_attributed` : sql`f.desk_shown`} and ${isOpen(audience)}
    order by length(f.value_key), t.id limit ${maxNumbers}`.execute(db);
  const wholeNumber = !read!.named && parts.length === 1 && /^\d+$/.test(key);
  const found = rows.filter(({ number }) => {
    const own = partsOf(number);
    return parts.every((part, index) => part === own[index]) && (!wholeNumber || own.length === parts.length);
  });
  return [...new Set(found.map(({ id }) => Number(id)))].slice(0, maxShown);
}

/** Maximum numbers: of laws in which provisions are looked for, and of provisions that are compared. */
const [maxLaws, maxProvisions] = [10, 500];

/**
 * Numbers of provisions that a term names. `lexemes`: a tsquery for the laws that have them. `phrases`: if the term is
 * a nickname such as “false information law”, other names with each number.
 */
type NamedProvisions = {
  term: ReadTerm;
  numbers: string[];
  lexemes: string;
  phrases?: readonly { value: string; number: string }[];
};

const isBare = (one: ReadTerm): boolean => one.provision !== undefined && isProvisionNumber(one.text);

/** A number that was typed, as in “article 274” or “Criminal Code 274”. A number alone means an item or a law. */
function numberTyped(wanted: readonly ReadTerm[]): NamedProvisions | null {
  const term = wanted.find((one) => one.provision && !isBare(one)) ?? wanted.findLast(isBare);
  const { number, lexemes } = term?.provision ?? {};
  return !term || !number || !lexemes || (wanted.length === 1 && isBare(term))
    ? null
    : { term, numbers: [number], lexemes };
}

/** The numbers of provisions with a nickname: 274 for “false information law”. */
function numbersOfNickname(wanted: readonly ReadTerm[]): NamedProvisions | null {
  for (const term of wanted) {
    const phrases = term.meanings
      .filter(({ kind }) => kind === 'law')
      .flatMap(({ phrased }) => phrased)
      .flatMap(({ text: value, lexemes }) => {
        const number = provisionAt(wordsIn(value));
        return number === null ? [] : [{ value, lexemes, number }];
      });
    if (!phrases.length) continue;
    return {
      term,
      numbers: [...new Set(phrases.map(({ number }) => number))],
      lexemes: phrases.map(({ lexemes }) => `(${lexemes})`).join(' | '),
      phrases,
    };
  }
  return null;
}

/** Whether the label of a provision contains exactly this number. A label with 274.1 does not contain 274. */
const hasNumber = (label: string, number: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}.-])${number.replaceAll('.', '\\.')}(?![\\p{L}\\p{N}]|[./-]\\p{N})`, 'iu').test(label);

/** The reason why a nickname leads to a provision: another name with its number, if possible in a readable language. */
function reasonFor({ term, phrases = [] }: NamedProvisions, label: string): Reason[] | undefined {
  const same = phrases.filter(({ number }) => hasNumber(label, number));
  const named = same.find(({ value }) => isReadable(value, term.text, currentReading()?.language)) ?? same[0];
  return named && [{ kind: 'law', word: term.text, value: named.value }];
}

/**
 * The provisions that a search names. “article 274” finds this article in any law, “Criminal Code 274” only in laws
 * with these words. A nickname finds only provisions that something in the record refers to, such as a charge, because
 * another law may have an article with the same number.
 */
export async function provisionsNamed(db: Reader, text: ReadText, audience: Audience): Promise<Hit[]> {
  const wanted = text.terms.filter((term) => !term.not && term.role === 'wanted');
  const named = numberTyped(wanted) ?? numbersOfNickname(wanted);
  if (!named) return [];
  const { term, numbers, lexemes, phrases } = named;
  const inLaw: ReadText = {
    ...text,
    named: [],
    // Other numbers are left out, because they may be those of parts, as the 1 in “п. 1 ст. 274”.
    terms: text.terms
      .filter((one) => one === term || !isBare(one))
      .map((one) => (one === term ? { ...one, lexemes, meanings: [], actors: [] } : one)),
  };
  const [filters, words] = await Promise.all([conditionsOf(db, {}, audience), wordsOf(db, inLaw)]);
  const { rows: laws } = await countAndReadPage(
    { db, audience, filters, kind: 'law', words },
    { order: { by: 'relevance', rank: rankOf(inLaw), first: [] }, offset: 0, limit: maxLaws },
  );
  if (laws.length === 0) return [];
  const ids = laws.map((law) => Number(law.thing_id));
  const labels = await labelsIn(db, ids, numbers, { audience, onlyApplied: phrases !== undefined });
  const provisions = labels.filter(({ label }) => numbers.some((number) => hasNumber(label, number)));
  const briefs = await loadBriefs(db, [...provisions.map(({ id }) => id), ...ids], audience);
  return provisions
    .flatMap(({ id, lawId, eid, label }): Hit[] => {
      const [brief, law] = [briefs.get(id), briefs.get(lawId)];
      if (!brief || !law || brief.hidden || law.hidden || brief.withdrawn) return [];
      const why = reasonFor(named, label);
      return [
        {
          id,
          kind: 'provision',
          number: brief.number,
          ref: `provision/${brief.number}`,
          title: brief.title,
          ...(brief.language !== undefined && { language: brief.language }),
          ...(brief.untranslated && { untranslated: true }),
          slug: null,
          date: null,
          countries: [],
          types: [],
          statuses: [],
          languages: [],
          inLaw: { number: law.number, title: law.title, eid },
          ...(why && { why }),
        },
      ];
    })
    .slice(0, maxShown);
}

type Label = { id: number; lawId: number; eid: string; label: string };

/**
 * Articles and sections of laws whose label has one of these numbers, in the order of the laws.
 * @param onlyApplied only provisions that something in the record refers to, such as a charge
 */
async function labelsIn(
  db: Reader,
  laws: readonly number[],
  numbers: readonly string[],
  { audience, onlyApplied }: { audience: Audience; onlyApplied: boolean },
): Promise<Label[]> {
  const isApplied = sql<boolean>`exists (
      select from fact f where f.property = 'under-law' and f.value_thing = p.id and ${sql.ref(audience === 'public' ? 'f.public_shown' : 'f.desk_shown')})`;
  // Readers see a provision only if a public claim supports it, and no part that contains it is hidden
  // (law/law-index.ts).
  const isSeen = sql<boolean>`exists (
      select from provision_version v join amendment a on a.id = v.amendment_id join claim c on c.id = a.claim_id join thing ct on ct.id = c.id
      where v.provision_id = p.id and ${countedClaim('c')} and ct.visibility = 'public' and ct.withdrawn_at is null
    ) and not exists (
      with recursive up as (
        select o.parent_id from provision o where o.id = p.id union all select w.parent_id from up join provision w on w.id = up.parent_id
      ) select from up join thing u on u.id = up.parent_id where u.visibility <> 'public' or u.withdrawn_at is not null
    )`;
  const { rows } = await sql<{ id: number; law_id: number; eid: string; label: string }>`
    select p.id, p.law_id, p.eid, p.label from unnest(${[...laws]}::bigint[]) with ordinality as l (id, turn)
    join provision p on p.law_id = l.id join thing t on t.id = p.id
    where p.kind in ('article', 'section') and ${isOpen(audience)}
      and exists (select from unnest(${numbers.map((one) => one.toLowerCase())}::text[]) as n (number) where strpos(lower(p.label), n.number) > 0)
      and ${onlyApplied ? isApplied : sql`true`}
      and ${audience === 'public' ? isSeen : sql`true`}
    order by l.turn, p.position limit ${maxProvisions}`.execute(db);
  return rows.map((row) => ({ id: Number(row.id), lawId: Number(row.law_id), eid: row.eid, label: row.label }));
}
