import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { articleSlug } from '../../publishing/articles/article-slug.ts';
import { loadFiles, type FileView } from '../../record/files/load-files.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import type { ReplyKind, ReplyState } from './tables.ts';

/** A request for the desk. A sealed request has only the published parts and the deadline. */
export type ReplyView = {
  id: number;
  number: number;
  ref: string;
  version: number;
  sealed: boolean;
  withdrawn: boolean;
  kind: ReplyKind;
  article: { number: number; headline: string; slug: string; state: string; language: string };
  sentences: string[];
  actor: Brief | null;
  asker: string;
  contact: string;
  asked: string;
  received: string;
  deadline: string | null;
  /**
   * The provision with the legal duty that set the deadline. Null if someone entered the deadline, or if there is none.
   */
  provision: Brief | null;
  state: ReplyState;
  settledAt: Date | null;
  reason: string;
  words: string | null;
  language: string | null;
  ended: Date | null;
  files: FileView[];
};

type Filters = {
  ids?: readonly number[];
  open?: boolean;
  /** Only requests about the article with this document id. */ document?: number;
  limit?: number;
  offset?: number;
};
type Row = Omit<ReplyView, 'article' | 'actor' | 'provision' | 'files' | 'ref'> & {
  asker_id: number | null;
  provision_id: number | null;
  article: number;
  headline: string;
  slug: string | null;
  public_headline: string | null;
  document_state: string;
  article_language: string;
};

/** Requests: first open requests by deadline, then the others, the newest first. Desk only. */
export async function loadReplies(
  db: Reader,
  { ids, open, document, limit = 1000, offset = 0 }: Filters = {},
): Promise<ReplyView[]> {
  const { rows } = await sql<Row>`
    select r.id::int as id, t.number::int as number, t.version, t.visibility = 'sealed' as sealed, t.withdrawn_at is not null as withdrawn, r.kind, r.sentences, r.asker_id, r.asker, r.contact, r.asked, r.received, r.deadline, y.provision_id, r.state, r.settled_at as "settledAt", r.reason, r.words, r.language,
      r.ended_at as ended, a.number::int as article, v.headline, d.slug, p.headline as public_headline, d.state as document_state, v.language as article_language
    from reply r join thing t on t.id = r.id join document d on d.id = r.document_id join thing a on a.id = d.id join revision v on v.id = d.revision_id left join edition e on e.id = d.edition_id left join revision p on p.id = e.revision_id left join duty y on y.id = r.duty_id
    where t.redacted_at is null ${ids ? sql`and r.id = any(${[...ids]}::bigint[])` : sql`and t.withdrawn_at is null`} ${open ? sql`and r.state = 'waiting'` : sql``} ${document === undefined ? sql`` : sql`and r.document_id = ${document}`}
    order by r.state <> 'waiting', case when r.state = 'waiting' then coalesce(r.deadline, '9999') end, r.received desc, r.id desc limit ${limit} offset ${offset}`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => [row.asker_id, row.provision_id].flatMap((id) => id ?? [])),
    'desk',
  );
  const files = await loadFiles(
    db,
    rows.map((row) => row.id),
  );
  return rows.map(
    ({
      asker_id,
      provision_id,
      article,
      headline,
      slug,
      public_headline,
      document_state,
      article_language,
      ...row
    }) => ({
      ...row,
      ref: `reply/${row.number}`,
      article: {
        number: article,
        headline,
        slug: articleSlug(slug, public_headline ?? headline),
        state: document_state,
        language: article_language,
      },
      actor: briefs.get(asker_id ?? 0) ?? null,
      provision: briefs.get(provision_id ?? 0) ?? null,
      files: files.get(row.id) ?? [],
    }),
  );
}
