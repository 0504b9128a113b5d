import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { agencies, agencyOf, type Agency } from './agencies.ts';
import type { CreditForm } from './credits.ts';

/** An agency that a page credits, as stored in `agency_credit`. */
export type CreditRow = {
  id: number;
  agency: Agency;
  how: CreditForm;
  start: number | null;
  end: number | null;
  captureId: number;
};

/** A source, with the data for comparing it with others. */
export type SourcePage = {
  id: number;
  brief: Brief;
  publisher: Brief | null;
  /** The date of publication, as EDTF. */
  published: string | null;
  language: string | null;
  host: string | null;
  credits: CreditRow[];
  /**
   * The key of the agency that published the page. It is found by the publisher's name, the URL or the publisher's
   * kind.
   */
  agency: string | null;
};

const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : null);

const byName = new Map(
  agencies.flatMap((agency) => agency.names.map((name) => [name.toLowerCase(), agency.key] as const)),
);
const byHost = (host: string): string | undefined =>
  agencies.find((agency) => agency.hosts.some((own) => host === own || host.endsWith(`.${own}`)))?.key;

/** The key of the agency with one of these names; null if there is none. */
export const agencyNamed = (names: readonly string[]): string | null =>
  names.map((name) => byName.get(name.toLowerCase())).find((key) => key !== undefined) ?? null;

/** Sources by id, in their current state. Sealed and redacted sources are left out. */
export async function loadPages(db: Reader, ids: Iterable<number>): Promise<Map<number, SourcePage>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{
    id: number;
    canonical: number;
    publisher_id: number | null;
    published: string | null;
    language: string | null;
    url: string | null;
    names: string[] | null;
  }>`
    select a.id, t.id as canonical, s.publisher_id, s.published, s.language,
      coalesce((select url from source_address where source_id = t.id order by address_key limit 1), (select url from source_address where source_id = a.id order by address_key limit 1)) as url,
      (select array_agg(n.text) from actor_name n where n.actor_id = s.publisher_id) as names
    from thing a join thing t on t.id = a.canonical_id join source s on s.id = t.id
    where a.id = any(${wanted}::bigint[]) and t.visibility <> 'sealed' and a.visibility <> 'sealed' and t.redacted_at is null`.execute(
    db,
  );
  const credits = await db
    .selectFrom('agency_credit')
    .select(['id', 'source_id', 'agency', 'how', 'start_at', 'end_at', 'capture_id'])
    .where('source_id', 'in', wanted)
    .where('state', '!=', 'dismissed')
    .orderBy('id')
    .execute();
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => [Number(row.canonical), ...(row.publisher_id === null ? [] : [Number(row.publisher_id)])]),
    'desk',
  );
  return new Map(
    rows.map((row) => {
      const host = row.url === null ? null : hostOf(row.url);
      const own = credits.flatMap((credit): CreditRow[] => {
        const agency = credit.source_id === Number(row.id) ? agencyOf(credit.agency) : undefined;
        return agency
          ? [
              {
                id: credit.id,
                agency,
                how: credit.how as CreditForm,
                start: credit.start_at,
                end: credit.end_at,
                captureId: credit.capture_id,
              },
            ]
          : [];
      });
      const page: SourcePage = {
        id: Number(row.canonical),
        brief: briefs.get(Number(row.canonical))!,
        publisher: row.publisher_id === null ? null : (briefs.get(Number(row.publisher_id)) ?? null),
        published: row.published,
        language: row.language,
        host,
        credits: own,
        agency: agencyNamed(row.names ?? []) ?? (host === null ? null : (byHost(host) ?? null)),
      };
      return [Number(row.id), page];
    }),
  );
}
