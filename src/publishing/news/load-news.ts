import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import { countedClaim, isCounted } from '../../record/claims/counted.ts';
import { partsOfCases } from '../../record/kinds/within.ts';

/** What is new in an article's cases since its last edition, or since someone has checked the news. */
export type ArticleNews = {
  number: number;
  article: string;
  headline: string;
  /** When the article's last edition was published. */
  editionAt: Date;
  /** The person who published the article's last edition. */
  editor: { id: number | null; name: string | null };
  /** New public claims that neither the edition nor the newest revision cites, newest first. At most `maxClaims`. */
  claims: ClaimView[];
  /** Questions that the article leaves open, each with the claim that answers it now. */
  answered: { question: { number: number; wording: string; language: string }; answer: ClaimView }[];
};

/** Changes that are older than this many days are not news. */
const days = 180;
const maxClaims = 20;

type Head = {
  id: number;
  number: number;
  headline: string;
  edition_at: Date;
  by_account: number | null;
  name: string | null;
  claims: number[];
  answers: { question: number; wording: string; language: string; claim: number }[];
};

/**
 * Published articles with news in their cases, those with the newest edition first. A claim is news if its values count
 * (`countedClaim`), if it was added, checked or made public since the last edition and since someone last checked the
 * news, and if it is stored under one of the article's cases, or is about such a case or one of its parts.
 */
export async function loadNews(
  db: Reader,
  { now, number, size = 50 }: { now: Date; number?: number; size?: number },
): Promise<ArticleNews[]> {
  const since = new Date(now.getTime() - days * 86_400_000);
  const { rows } = await sql<Head>`
    with shown as (
      select d.id, t.number, r.headline, n.at as edition_at, n.by_account, a.name, greatest(n.at, d.news_seen_at) as seen, n.id as edition_id, n.revision_id, d.revision_id as newest_id
      from document d join thing t on t.id = d.id join edition n on n.id = d.edition_id join revision r on r.id = n.revision_id left join account a on a.id = n.by_account
      where d.state = 'published' and t.withdrawn_at is null and t.redacted_at is null and (${number ?? null}::bigint is null or t.number = ${number ?? null})
    ), cases as materialized (
      select distinct s.id, s.seen, c.canonical_id as case_id from shown s join revision_case rc on rc.revision_id = s.revision_id join thing c on c.id = rc.case_id
    ), member as materialized (
      select k.case_id, m.id from (select distinct case_id from cases) k cross join lateral (select id from thing where canonical_id = k.case_id offset 0) m
    ), about as (
      select m.case_id, c.id from member m cross join lateral (select id from claim where case_id = m.id offset 0) c
      union
      select m.case_id, s.claim_id from (
        select case_id, id from member
        union all select m.case_id, p.id from ${partsOfCases(sql`select id from member`)} p join member m on m.id = p.case_id
      ) m cross join lateral (select claim_id from statement where subject_id = m.id offset 0) s
    ), fresh as (
      select b.case_id, b.id, greatest(c.checked_at, c.created_at, (
        select max(s.at) from change h join change_set s on s.id = h.change_set_id where h.thing_id = b.id and h.action in ('visibility', 'opened')
      )) as at
      from about b cross join lateral (
        select c.checked_at, t.created_at from claim c join thing t on t.id = c.id
        where c.id = b.id and t.changed_at > ${since} and ${countedClaim('c')} and t.visibility = 'public' and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null offset 0
      ) c
    ), used as (
      select s.id, c.canonical_id as claim_id from shown s join citation x on x.revision_id in (s.revision_id, s.newest_id) join thing c on c.id = x.claim_id
    ), news as (
      select distinct k.id, b.id as claim_id, b.at from fresh b join cases k on k.case_id = b.case_id
      where b.at > k.seen and not exists (select from used u where u.id = k.id and u.claim_id = b.id)
    ), asked as (
      -- raised by what the article cites, or an open question of its case
      select distinct s.id, q.id as question_id, ac.canonical_id as claim_id
      from question q join thing qt on qt.id = q.id join thing ac on ac.id = q.answered_by
      left join thing rc on rc.id = q.raised_by left join thing qc on qc.id = q.case_id
      join shown s on qt.changed_at > s.seen
      where qt.changed_at > ${since} and qt.visibility = 'public' and qt.withdrawn_at is null and qt.redacted_at is null and qt.merged_into is null
        and (exists (select from cases k where k.id = s.id and k.case_id = qc.canonical_id)
          or exists (select from published_citation p join thing pc on pc.id = p.claim_id where p.edition_id = s.edition_id and pc.canonical_id = rc.canonical_id))
        and not exists (select from used u where u.id = s.id and u.claim_id = ac.canonical_id)
    )
    select s.id, s.number, s.headline, s.edition_at, s.by_account, s.name,
      coalesce((select array_agg(w.claim_id order by w.at desc, w.claim_id desc) from news w where w.id = s.id), '{}') as claims,
      coalesce((select jsonb_agg(jsonb_build_object('question', qt.number, 'wording', q.wording, 'language', q.language, 'claim', k.claim_id) order by q.id)
        from asked k join question q on q.id = k.question_id join thing qt on qt.id = q.id where k.id = s.id), '[]') as answers
    from shown s where s.id in (select id from news union select id from asked)
    order by s.edition_at desc, s.id desc limit ${size}`.execute(db);
  const wanted = rows.map((row) => row.claims.slice(0, maxClaims).map(Number));
  const views = new Map(
    (
      await loadClaims(
        db,
        [...wanted.flat(), ...rows.flatMap((row) => row.answers.map((one) => Number(one.claim)))],
        'public',
      )
    ).map((claim) => [claim.id, claim]),
  );
  return rows.flatMap((row, index) => {
    const answered = row.answers.flatMap((one) => {
      const answer = views.get(Number(one.claim));
      return answer && isCounted(answer.state)
        ? [{ question: { number: Number(one.question), wording: one.wording, language: one.language }, answer }]
        : [];
    });
    const answers = new Set(answered.map((one) => one.answer.id));
    const claims = wanted[index]!.flatMap((id) => (answers.has(id) ? [] : (views.get(id) ?? [])));
    if (claims.length + answered.length === 0) return [];
    return [
      {
        number: Number(row.number),
        article: `article/${row.number}`,
        headline: row.headline,
        editionAt: row.edition_at,
        editor: { id: row.by_account === null ? null : Number(row.by_account), name: row.name },
        claims,
        answered,
      },
    ];
  });
}
