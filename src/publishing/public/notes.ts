import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { markOfName, nameFor, type RecordedName } from '../../record/actors/names/reader-name.ts';
import { allNames } from '../../record/kinds/kind.ts';
import { Translations } from '../../record/translations/load.ts';
import { currentReading, isRead, type Reading } from '../../record/translations/reading.ts';
import { publicCapturesAmong } from '../../evidence/public-captures/load-public-captures.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import { isOpen } from '../../record/views/listed.ts';
import { mask, type Closed, type FrozenClaim, type PublicClaim } from './public-claim.ts';
import type { PublicNote } from './public-article.ts';

/** `numberOf`: the numbers of the notes, by the refs of claims that sentences use. */
export type EditionNotes = { notes: PublicNote[]; numberOf: Map<string, number> };

/**
 * The notes of editions, by the edition's id. They show the claims as they were at publication, without what is no
 * longer public.
 */
export async function loadNotes(db: Reader, editionIds: readonly number[]): Promise<Map<number, EditionNotes>> {
  const found = new Map(editionIds.map((id): [number, EditionNotes] => [id, { notes: [], numberOf: new Map() }]));
  const rows = await db
    .selectFrom('published_citation')
    .innerJoin('thing as asked', 'asked.id', 'published_citation.claim_id')
    .innerJoin('thing', 'thing.id', 'asked.canonical_id')
    .leftJoin('passage', 'passage.id', 'published_citation.passage_id')
    .leftJoin('capture', 'capture.id', 'passage.capture_id')
    .leftJoin('thing as copy', (join) => join.onRef('copy.id', '=', 'capture.id').on(isOpen('public', 'copy')))
    .select([
      'published_citation.edition_id',
      'published_citation.note',
      'published_citation.frozen',
      'published_citation.passage_id',
      'passage.visibility as passage_visibility',
      'capture.captured_at',
      'capture.method as capture_method',
      'copy.id as copy_id',
      'copy.number as copy_number',
    ])
    .select([
      'asked.number',
      'asked.id as askedId',
      'thing.id',
      'thing.visibility',
      'thing.withdrawn_at',
      'thing.redacted_at',
    ])
    .where(sql<boolean>`published_citation.edition_id = any(${[...editionIds]}::bigint[])`)
    .orderBy('note')
    .execute();
  const claimIds = rows.map((row) => row.id);
  const [claims, things, words, opened] = await Promise.all([
    loadClaims(db, claimIds, 'public'),
    closedThings(
      db,
      rows.map((row) => row.frozen),
    ),
    closedWords(db, claimIds),
    publicCapturesAmong(
      db,
      rows.flatMap((row) => row.copy_id ?? []),
    ),
  ]);
  const now = new Map(claims.map((claim) => [claim.id, claim]));

  for (const row of rows) {
    const { notes, numberOf } = found.get(row.edition_id)!;
    numberOf.set(`claim/${row.number}`, row.note);
    if (notes.at(-1)?.number === row.note) continue;
    const closed: Closed = {
      things,
      words: words.get(row.id) ?? new Set(),
      passage: row.passage_id !== null && row.passage_visibility !== 'public',
    };
    const note = noteOf(row, now.get(row.id) ?? null, closed);
    if (note.claim?.passage && row.copy_id && row.captured_at)
      note.preserved = {
        at: row.captured_at.toISOString().slice(0, 10),
        capture: opened.has(row.copy_id) ? row.copy_number : null,
        ...(row.capture_method === 'archive' && { fromArchive: true as const }),
      };
    notes.push(note);
  }
  return found;
}

type Row = {
  note: number;
  frozen: FrozenClaim;
  visibility: string;
  withdrawn_at: Date | null;
  redacted_at: Date | null;
};

function noteOf(row: Row, now: ClaimView | null, closed: Closed): PublicNote {
  const number = row.note;
  if (row.redacted_at) return { number, status: 'erased', claim: null };
  if (row.visibility !== 'public') return { number, status: 'closed', claim: null };
  if ('erased' in row.frozen) return { number, status: 'erased', claim: null };
  const masked = mask(row.frozen, closed);
  const claim = !masked.source && now?.withheld ? { ...masked, withheld: now.withheld } : masked;
  if (row.withdrawn_at) return { number, status: 'withdrawn', claim };
  return { number, status: now && isUnchanged(now, claim) ? 'stands' : 'changed', claim };
}

/**
 * Notes in the reader's language, with translations of the desk's own words and with the names of actors in this
 * language. A name that the record no longer has stays as it was published.
 */
export async function notesInReadersWords(db: Reader, notes: readonly PublicNote[]): Promise<PublicNote[]> {
  const reading = currentReading();
  if (!reading) return [...notes];
  const [withNames, withWords] = await Promise.all([
    namesInLanguage(db, notes, reading),
    wordsInLanguage(db, notes, reading),
  ]);
  return notes.map((note) => withWords(withNames(note)));
}

/** Replaces texts with their translations, if these were made from the words that the edition has. */
async function wordsInLanguage(
  db: Reader,
  notes: readonly PublicNote[],
  reading: Reading,
): Promise<(note: PublicNote) => PublicNote> {
  const { language } = reading;
  const claims = notes.flatMap(({ claim }) => claim ?? []);
  const sources = claims.flatMap((claim) => [claim.source, ...claim.chain.map((link) => link.source)]);
  const numbers = (list: readonly ({ number: number } | null)[]): number[] => [
    ...new Set(list.flatMap((one) => one?.number ?? [])),
  ];
  const { rows } = await sql<{ kind: string; number: number; id: number; language: string | null; sort: string }>`
    select t.kind, t.number, t.id, s.language, s.kind as sort from thing t left join source s on s.id = t.id
    where (t.kind = 'claim' and t.number = any(${numbers(claims)}::bigint[]))
      or (t.kind = 'source' and t.number = any(${numbers(sources)}::bigint[]))`.execute(db);
  const found = new Map(rows.map((row) => [`${row.kind}/${row.number}`, row]));
  /** The language of a source's title, if the reader does not read it. */
  const foreign = (of: string | null): string | undefined => (of === null || isRead(reading, of) ? undefined : of);
  const translations = await Translations.load(
    db,
    rows.map((row) => Number(row.id)),
  );
  const titled = (number: number, title: string): string | undefined =>
    translations.of(Number(found.get(`source/${number}`)?.id), 'title', title);
  const translated = ({ number, title }: { number: number; title: string }) => {
    const ours = titled(number, title);
    return ours === undefined ? {} : { title: ours, oursOfTitle: true as const };
  };
  const namedIn = (
    { number, name }: { number: number; name: string },
    { sort, language }: { sort: string; language: string | null },
  ) => {
    const ours = titled(number, name);
    return { number, name: ours ?? name, kind: sort, language: ours === undefined ? foreign(language) : undefined };
  };
  return ({ claim, ...note }) => {
    if (!claim) return { ...note, claim };
    const id = Number(found.get(`claim/${claim.number}`)?.id);
    const wording = translations.of(id, 'wording', claim.wording);
    const ours = claim.kind === 'quotation' ? translations.ours(id, claim.wording) : undefined;
    return {
      ...note,
      claim: {
        ...claim,
        ...(wording !== undefined &&
          claim.kind === 'paraphrase' && {
            wording,
            language,
            original: { wording: claim.wording, language: claim.language },
          }),
        ...(ours !== undefined && { ours }),
        passage: claim.passage && { ...claim.passage, ours: translations.ours(id, claim.passage.quotation) },
        chain: claim.chain.map((link) => {
          const source = link.source && found.get(`source/${link.source.number}`);
          const named = link.speaker ? undefined : translations.ours(id, link.asWritten);
          return {
            ...link,
            ...(named !== undefined && { asWrittenOurs: named }),
            ...(source && { source: namedIn(link.source!, source) }),
          };
        }),
        source: claim.source && {
          ...claim.source,
          ...translated(claim.source),
          language: found.get(`source/${claim.source.number}`)?.language ?? undefined,
        },
      },
    };
  };
}

async function namesInLanguage(
  db: Reader,
  notes: readonly PublicNote[],
  reading: Reading,
): Promise<(note: PublicNote) => PublicNote> {
  const numbers = notes.flatMap(({ claim }) =>
    [claim?.source?.publisher?.number, ...(claim?.chain ?? []).map((link) => link.speaker?.number)].flatMap(
      (one) => one ?? [],
    ),
  );
  if (numbers.length === 0) return (note) => note;
  const { rows } = await sql<{ number: number; names: RecordedName[] | null }>`
    select asked.number, ${allNames(sql`t.id`, 'public')} as names
    from thing asked join thing t on t.id = asked.canonical_id
    where asked.kind = 'actor' and asked.number = any(${[...new Set(numbers)]}::bigint[]) and ${isOpen('public', 't')}`.execute(
    db,
  );
  const names = new Map(rows.map((row) => [Number(row.number), row.names ?? []]));
  const inLanguage = <One extends { number: number; name: string } | null>(one: One): One => {
    const known = one && names.get(one.number);
    const name = known?.some(({ text }) => text === one!.name) ? nameFor(known, reading.language) : undefined;
    return name ? { ...one, name: name.text, language: markOfName(name, reading.language) } : one;
  };
  return ({ claim, ...note }) => ({
    ...note,
    claim: claim && {
      ...claim,
      chain: claim.chain.map((link) => ({ ...link, speaker: inLanguage(link.speaker) })),
      source: claim.source && { ...claim.source, publisher: inLanguage(claim.source.publisher) },
    },
  });
}

/** Whether the words, the kind, the mode and the attribution of a claim are the same as in the edition. */
function isUnchanged(now: ClaimView, then: PublicClaim): boolean {
  const gist = (
    claim: Pick<PublicClaim, 'wording' | 'kind' | 'mode'>,
    chain: readonly (readonly [speaker: number | null, asWritten: string | null])[],
  ): string => JSON.stringify([claim.wording, claim.kind, claim.mode, chain]);
  const today = now.chain.map(
    (link) =>
      [link.speaker && !link.speaker.hidden ? link.speaker.number : null, link.hidden ? null : link.asWritten] as const,
  );
  return (
    gist(now, today) ===
    gist(
      then,
      then.chain.map((link) => [link.speaker?.number ?? null, link.asWritten]),
    )
  );
}

/** The refs of the actors and sources in stored claims that are not public now. */
async function closedThings(db: Reader, claims: readonly FrozenClaim[]): Promise<Set<string>> {
  const actors = new Set<number>();
  const sources = new Set<number>();
  for (const claim of claims) {
    if ('erased' in claim) continue;
    for (const link of claim.chain) {
      if (link.speaker) actors.add(link.speaker.number);
      if (link.source) sources.add(link.source.number);
    }
    if (claim.source) sources.add(claim.source.number);
    if (claim.source?.publisher) actors.add(claim.source.publisher.number);
  }
  if (actors.size + sources.size === 0) return new Set();
  const rows = await db
    .selectFrom('thing as asked')
    .innerJoin('thing', 'thing.id', 'asked.canonical_id')
    .select(['asked.kind', 'asked.number'])
    .where((eb) =>
      eb.or([
        eb.and([eb('asked.kind', '=', 'actor'), sql<boolean>`asked.number = any(${[...actors]}::bigint[])`]),
        eb.and([eb('asked.kind', '=', 'source'), sql<boolean>`asked.number = any(${[...sources]}::bigint[])`]),
      ]),
    )
    .where((eb) =>
      eb.or([
        eb('thing.visibility', '!=', 'public'),
        eb('thing.withdrawn_at', 'is not', null),
        eb('thing.redacted_at', 'is not', null),
      ]),
    )
    .execute();
  return new Set(rows.map((row) => `${row.kind}/${row.number}`));
}

/** The names of speakers that are not public now, and the source's words for them, by the claim's id. */
async function closedWords(db: Reader, claimIds: readonly number[]): Promise<Map<number, Set<string>>> {
  const closed = new Map<number, Set<string>>();
  if (claimIds.length === 0) return closed;
  const rows = await db
    .selectFrom('chain_link')
    .leftJoin('actor_name', 'actor_name.actor_id', 'chain_link.actor_id')
    .select(['chain_link.claim_id', 'chain_link.as_written', 'actor_name.text'])
    .where(sql<boolean>`chain_link.claim_id = any(${[...claimIds]}::bigint[])`)
    .where('chain_link.visibility', '!=', 'public')
    .execute();
  for (const row of rows) {
    const words = closed.get(row.claim_id) ?? new Set();
    for (const word of [row.as_written, row.text]) if (word) words.add(word);
    closed.set(row.claim_id, words);
  }
  return closed;
}
