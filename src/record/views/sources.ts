import { sql } from 'kysely';
import { gather } from '../../platform/database/gather.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { currentReading } from '../translations/reading.ts';
import type { DerivationKind } from '../kinds/source.ts';
import type { Thing } from '../things.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';
import type { TermKey } from '../vocabulary/terms.ts';
import type { ArchiveVerdict } from '../sources/archive-origin.ts';
import { readOwnWords, type OwnWords } from '../translations/load.ts';
import { isPreserved } from './held.ts';
import { isListed } from './listed.ts';
import { loadClaims, publicClaim, type ClaimView } from './claims.ts';

/**
 * A source from which another derives. `basis`: how we know this. `basisLanguage`: its language, if not the reader's.
 */
export type DerivedFrom = { source: Brief; kind: DerivationKind; basis: string | null; basisLanguage?: string };

/** A source in a list. `held`: whether it has a preserved copy (`isPreserved`). */
export type SourceBrief = {
  brief: Brief;
  publisher: Brief | null;
  /** EDTF. */
  published: string | null;
  language: string | null;
  addresses: string[];
  held: boolean;
  derivedFrom: DerivedFrom[];
};

export async function loadSourceBriefs(db: Reader, ids: readonly number[], audience: Audience): Promise<SourceBrief[]> {
  if (ids.length === 0) return [];
  const read = audience === 'public' ? currentReading()?.language : undefined;
  const found = await gather(db, `sources ${audience} ${read ?? ''}`, ids, (all) => querySources(db, all, audience));
  const wanted = new Set(ids);
  return found.filter(({ brief }) => wanted.has(brief.id));
}

/** The sources in the order of their dates. */
async function querySources(db: Reader, wanted: readonly number[], audience: Audience): Promise<SourceBrief[]> {
  const [family, rows, addresses, copies, derivations] = await Promise.all([
    familyOf(db, wanted, audience),
    db
      .selectFrom('source')
      .select(['id', 'publisher_id', 'published', 'language'])
      .where(sql<boolean>`id = any(${[...wanted]}::bigint[])`)
      .execute(),
    db
      .selectFrom('source_address')
      .select(['source_id', 'url'])
      .where(inFamily('source_id', wanted, audience))
      .orderBy('url')
      .execute(),
    db
      .selectFrom('capture as k')
      .innerJoin('thing as t', 't.id', 'k.id')
      .select('k.source_id')
      .distinct()
      .where(inFamily('k.source_id', wanted, audience))
      .where(isPreserved(audience))
      .execute(),
    db
      .selectFrom('derivation')
      .selectAll()
      .where(inFamily('source_id', wanted, audience))
      .orderBy('origin_id')
      .execute(),
  ]);
  const held = new Set(copies.map((row) => family.get(row.source_id)));
  const bases = derivations.flatMap(({ source_id: id, basis }) => (basis === null ? [] : [{ id, text: basis }]));
  const [briefs, words] = await Promise.all([
    loadBriefs(
      db,
      [
        ...wanted,
        ...rows.flatMap((row) => (row.publisher_id ? [row.publisher_id] : [])),
        ...derivations.map((row) => row.origin_id),
      ],
      audience,
    ),
    audience === 'public' ? readOwnWords(db, bases) : [],
  ]);
  const open = (id: number | null): Brief | null => {
    const brief = id === null ? undefined : briefs.get(id);
    return brief && !(audience === 'public' && brief.hidden) ? brief : null;
  };
  const basisOf = (id: number, basis: string | null): Pick<DerivedFrom, 'basis' | 'basisLanguage'> => {
    const read = basis === null ? undefined : words[bases.findIndex((one) => one.id === id && one.text === basis)];
    return read ? { basis: read.text, basisLanguage: read.language } : { basis };
  };
  return rows
    .flatMap((row) => {
      const brief = open(row.id);
      if (!brief) return [];
      return [
        {
          brief,
          publisher: open(row.publisher_id),
          published: row.published,
          language: row.language,
          addresses: addresses
            .filter((address) => family.get(address.source_id) === row.id)
            .map((address) => address.url),
          held: held.has(row.id),
          derivedFrom: derivations.flatMap((derivation) => {
            const source =
              family.get(derivation.source_id) === row.id && family.get(derivation.origin_id) !== row.id
                ? open(derivation.origin_id)
                : null;
            return source
              ? [{ source, kind: derivation.kind, ...basisOf(derivation.source_id, derivation.basis) }]
              : [];
          }),
        },
      ];
    })
    .toSorted(
      (a, b) => (a.published ?? '9999').localeCompare(b.published ?? '9999') || a.brief.number - b.brief.number,
    );
}

/** An SQL condition: the column has the id of one of some sources, or of a source merged into them (`familyOf`). */
const inFamily = (
  column: string,
  ids: readonly number[],
  audience: Audience,
) => sql<boolean>`${sql.ref(column)} = any(array(
  select i.id from unnest(${[...ids]}::bigint[]) i (id)
  union all select m.id from thing m where m.merged_into = any(${[...ids]}::bigint[]) ${audience === 'public' ? sql`and m.visibility = 'public'` : sql``}))`;

/**
 * The sources and the sources merged into them, each with the id of its canonical source. For readers, only merged
 * sources that were public.
 */
async function familyOf(db: Reader, ids: readonly number[], audience: Audience): Promise<Map<number, number>> {
  const merged = await db
    .selectFrom('thing')
    .select(['id', 'merged_into'])
    .where(sql<boolean>`merged_into = any(${[...ids]}::bigint[])`)
    .$if(audience === 'public', (query) => query.where('visibility', '=', 'public'))
    .execute();
  return new Map([
    ...ids.map((id): [number, number] => [id, id]),
    ...merged.map((row): [number, number] => [row.id, row.merged_into!]),
  ]);
}

export type CaptureBrief = {
  brief: Brief;
  method: string;
  url: string | null;
  at: Date;
  /** Empty if the capture was imported without its bytes. */
  bytesSha256: string;
  bytesSize: number;
  mediaType: string;
  status: number | null;
  /**
   * If it comes from a web archive: the result of the check, and, if the page was "the same as before", when its content
   * was recorded.
   */
  archive: { verdict: ArchiveVerdict; contentAt: Date | null } | null;
};

/**
 * A source with its captures and claims. Readers get only public captures whose bytes are stored in this installation.
 */
export type SourceView = SourceBrief & {
  version: number;
  example: boolean;
  note: string | null;
  /** The original title of the source, if readers see our translation of the title. */
  ownTitle: { text: string; language: string | null } | null;
  /** For readers, the note in their language. */
  ownNote: OwnWords | null;
  /** For the desk: why readers do not see the source, if it is not public. */
  withheld: TermKey<'withheld-reason'> | null;
  copies: { source: Brief; kind: DerivationKind }[];
  captures: CaptureBrief[];
  /** The claims of the requested page, in the order of their passages in the text. */
  claims: ClaimView[];
  claimCount: number;
  /** `claimCount` without withdrawn and sealed claims, as lists count (views/listed.ts). */
  claimsListed: number;
};

/** @param span the part of the source's claims to load; by default, all */
export async function loadSource(
  db: Reader,
  thing: Thing,
  audience: Audience,
  span?: { limit: number; offset: number },
): Promise<SourceView> {
  const within = (column: string) => inFamily(column, [thing.id], audience);
  const all = db
    .selectFrom('claim')
    // PostgreSQL overestimates the number of claims of a source. Without the lateral join, it would read all items.
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('thing')
          .selectAll()
          .whereRef('thing.id', '=', 'claim.id')
          .offset(sql<number>`0`)
          .as('thing'),
      (join) => join.onTrue(),
    )
    .where(within('claim.source_id'))
    .$if(audience === 'public', (query) => query.where(publicClaim));
  const [[brief], row, copies, captures, claimIds, { count, listed }] = await Promise.all([
    loadSourceBriefs(db, [thing.id], audience),
    db
      .selectFrom('source')
      .select(['title', 'language', 'note', 'withheld'])
      .where('id', '=', thing.id)
      .executeTakeFirstOrThrow(),
    db.selectFrom('derivation').select(['source_id', 'kind']).where(within('origin_id')).orderBy('source_id').execute(),
    db
      .selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .leftJoin('archive_origin', 'archive_origin.capture_id', 'capture.id')
      .select([
        'capture.id',
        'method',
        'final_url',
        'requested_url',
        'captured_at',
        'bytes_sha256',
        'bytes_size',
        'media_type',
        'status',
        'archive_origin.verdict',
        'archive_origin.content_at',
      ])
      .where(within('source_id'))
      .where('thing.redacted_at', 'is', null)
      // Captures without a hash were imported without their bytes, so they are not preserved copies.
      .$if(audience === 'public', (query) =>
        query.where('thing.visibility', '=', 'public').where('bytes_sha256', '!=', ''),
      )
      .orderBy('captured_at', 'desc')
      .execute(),
    all
      .leftJoin('passage', 'passage.id', 'claim.passage_id')
      .select('claim.id')
      .orderBy('passage.start_at')
      .orderBy('claim.id')
      .$if(span !== undefined, (query) => query.limit(span!.limit).offset(span!.offset))
      .execute(),
    all
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .select(sql<number>`count(*) filter (where ${isListed(audience, 'thing')})`.as('listed'))
      .executeTakeFirstOrThrow(),
  ]);
  const [briefs, notes, claims] = await Promise.all([
    loadBriefs(db, [...copies.map((copy) => copy.source_id), ...captures.map((capture) => capture.id)], audience),
    row.note === null || audience === 'desk' ? [] : readOwnWords(db, [{ id: thing.id, text: row.note }]),
    loadClaims(
      db,
      claimIds.map((claim) => claim.id),
      audience,
    ),
  ]);
  return {
    ...brief!,
    version: thing.version,
    example: thing.example,
    withheld: audience === 'desk' && thing.visibility !== 'public' ? (row.withheld as SourceView['withheld']) : null,
    ownTitle:
      audience === 'public' && brief && !brief.brief.hidden && brief.brief.title !== row.title
        ? { text: row.title, language: row.language }
        : null,
    note: row.note,
    ownNote: notes[0] ?? null,
    copies: copies.flatMap((copy) => {
      const source = briefs.get(copy.source_id);
      return source && !(audience === 'public' && source.hidden) ? [{ source, kind: copy.kind }] : [];
    }),
    captures: captures.map((capture) => ({
      brief: briefs.get(capture.id)!,
      method: capture.method,
      url: capture.final_url ?? capture.requested_url,
      at: capture.captured_at,
      bytesSha256: capture.bytes_sha256,
      bytesSize: capture.bytes_size,
      mediaType: capture.media_type,
      status: capture.status,
      archive: capture.verdict === null ? null : { verdict: capture.verdict, contentAt: capture.content_at },
    })),
    claims,
    claimCount: Number(count),
    claimsListed: Number(listed),
  };
}
