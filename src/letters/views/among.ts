import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, shownTo, type Audience, type Brief } from '../../record/views/briefs.ts';
import { isListed, isOpen } from '../../record/views/listed.ts';
import { listLetters, type LetterLine } from './list.ts';

/** The letters that are events of a case, by the ids of their events. */
export async function lettersOfEvents(db: Reader, caseId: number, audience: Audience): Promise<Map<number, Brief>> {
  const rows = await db
    .selectFrom('event')
    .innerJoin('letter_event', 'letter_event.event_id', 'event.id')
    .innerJoin('letter', 'letter.id', 'letter_event.letter_id')
    .select(['letter_event.event_id', 'letter_event.letter_id'])
    .where(sql<boolean>`event.case_id = any(array(select m.id from thing m where m.canonical_id = ${caseId}))`)
    .where((eb) =>
      audience === 'public'
        ? eb.or([eb('letter.stage', 'is', null), eb('letter.stage', '=', 'published')])
        : eb.val(true),
    )
    .orderBy('letter_event.letter_id')
    .execute();
  const briefs = await loadBriefs(
    db,
    rows.map((row) => row.letter_id),
    audience,
  );
  return new Map(
    rows.flatMap((row): [number, Brief][] => {
      const letter = shownTo(audience, briefs.get(row.letter_id));
      return letter ? [[row.event_id, letter]] : [];
    }),
  );
}

/** The largest number of letters to list. The page of all letters has the rest. */
const maxLetters = 100;

/** The letters about an item. */
export const lettersAbout = (db: Reader, thing: number, audience: Audience): Promise<LetterLine[]> =>
  about(db, sql`array[${thing}]::bigint[]`, audience);

/** The letters about a law or one of its provisions. */
export const lettersAboutLaw = (db: Reader, law: number, audience: Audience): Promise<LetterLine[]> =>
  about(
    db,
    sql`array(select ${law}::bigint union all select t.id from provision p join thing t on t.id = p.id where p.law_id = ${law} and ${isListed(audience)})`,
    audience,
  );

const about = async (db: Reader, things: RawBuilder<unknown>, audience: Audience): Promise<LetterLine[]> =>
  (await listLetters(db, { audience, about: things, limit: maxLetters, offset: 0 })).letters;

type OwnPart = { is: 'signed' | 'host' | 'addressed' };
/**
 * An actor's part in a letter. `network`: the actor's network, if not the actor but this network hosts or signed the
 * letter.
 */
export type LetterPart = OwnPart | { is: 'network'; network: Brief; signed: boolean; host: boolean };
export type LetterOf = { line: LetterLine; parts: LetterPart[] };
export type LettersOf = { letters: LetterOf[]; total: number };

type Row = { letter_id: number; is: 'signed' | 'host' | 'addressed'; who: number; day: string | null };

/** SQL for the public networks (`network`) to which an actor belongs, with the period (`value`). */
const networksOf = (actor: number) => sql`(
  select n.id as network, f.value from fact f join thing x on x.id = f.value_thing join thing n on n.id = x.canonical_id
  where f.subject_id = ${actor} and f.property = 'member-of' and f.public_shown and not f.public_attributed and ${isOpen('public', 'n')})`;

/**
 * Finds the public letters that an actor or one of its networks signed, hosts or is addressed by. A signature must be
 * confirmed here, or sources must report it without disagreement.
 */
async function partsIn(db: Reader, actor: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with wanted as (select t.id, t.canonical_id as who from thing t where t.canonical_id = any(array(
      select ${actor}::bigint union all select n.network from ${networksOf(actor)} n))),
    shown as (select l.*, coalesce(to_char(l.published_at, 'YYYY-MM-DD'), (select max(f.date_from)::text from letter_event e join fact f on f.subject_id = e.event_id and f.property in ('sent', 'date') and f.public_shown where e.letter_id = l.id)) as day
      from letter l join thing t on t.id = l.id where t.visibility = 'public' and t.withdrawn_at is null and t.merged_into is null and t.redacted_at is null and (l.stage is null or l.stage = 'published')),
    told as (select e.letter_id, f.property, w.who from fact f join wanted w on w.id = f.value_thing join letter_event e on e.event_id = f.subject_id
      join thing et on et.id = e.event_id join event ev on ev.id = e.event_id join thing c on c.id = ev.case_id join thing ct on ct.id = c.canonical_id
      where f.property in ('signatory', 'addressee') and f.public_shown and not f.public_attributed and et.visibility = 'public' and et.withdrawn_at is null and ct.visibility = 'public' and ct.withdrawn_at is null)
    select l.id as letter_id, p.is, p.who, l.day from shown l join (
      select s.letter_id, 'signed' as is, w.who from letter_signature s join wanted w on w.id = s.actor_id where s.state = 'confirmed' and s.shown <> 'known'
      union select letter_id, 'signed', who from told where property = 'signatory'
      union select h.id, 'host', w.who from letter h join wanted w on w.id = h.host_id
      union select a.letter_id, 'addressed', w.who from letter_addressee a join wanted w on w.id = a.actor_id
      union select letter_id, 'addressed', who from told where property = 'addressee'
    ) p on p.letter_id = l.id`.execute(db);
  return rows.map((row) => ({ ...row, letter_id: Number(row.letter_id), who: Number(row.who) }));
}

/**
 * Whether a period covers a day. If `from` is only a year or month, the period begins with its first day; if `to` is
 * only a year or month, the period ends with its last day.
 */
export const holdsOn = ({ from, to }: { from?: string; to?: string }, day: string): boolean =>
  !(from && from > day) && !(to && to < day.slice(0, to.length));

/**
 * The letters that an actor signed, hosted or was addressed by, the latest first. Includes letters of networks to which
 * the actor belonged at that time.
 */
export async function lettersOf(
  db: Reader,
  actor: number,
  span: { limit: number; offset: number },
): Promise<LettersOf> {
  const [{ rows: tied }, rows] = await Promise.all([
    sql<{ network: number; value: { from?: string; to?: string } }>`
      select n.network, n.value from ${networksOf(actor)} n`.execute(db),
    partsIn(db, actor),
  ]);
  const found = new Map<
    number,
    { day: string; parts: OwnPart[]; networks: Map<number, { signed: boolean; host: boolean }> }
  >();
  for (const row of rows) {
    const one = found.get(row.letter_id) ?? {
      day: row.day ?? '',
      parts: [] as OwnPart[],
      networks: new Map<number, { signed: boolean; host: boolean }>(),
    };
    if (row.who === actor) one.parts.push({ is: row.is });
    else if (
      row.is !== 'addressed' &&
      tied.some((tie) => Number(tie.network) === row.who && holdsOn(tie.value, row.day ?? '9999'))
    ) {
      const known = one.networks.get(row.who) ?? { signed: false, host: false };
      known[row.is] = true;
      one.networks.set(row.who, known);
    }
    found.set(row.letter_id, one);
  }
  const mine = [...found]
    .map(([letter, one]) => ({ letter, ...one }))
    .filter(({ parts, networks }) => parts.length + networks.size > 0)
    .toSorted((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : b.letter - a.letter));
  const here = mine.slice(span.offset, span.offset + span.limit);
  const [briefs, { letters }] = await Promise.all([
    loadBriefs(
      db,
      here.flatMap((one) => [...one.networks.keys()]),
      'public',
    ),
    listLetters(db, { audience: 'public', ids: here.map((one) => one.letter), limit: here.length, offset: 0 }),
  ]);
  const lines = new Map(letters.map((line) => [line.letter.id, line]));
  return {
    total: mine.length,
    letters: here.flatMap(({ letter, parts, networks }) => {
      const line = lines.get(letter);
      const through = [...networks].flatMap(([id, as]): LetterPart[] => {
        const network = shownTo('public', briefs.get(id));
        return network ? [{ is: 'network', network, ...as }] : [];
      });
      return line ? [{ line, parts: [...parts, ...through] }] : [];
    }),
  };
}
