import { Dotted } from '../../kit/components/page-parts.tsx';
import { sql } from 'kysely';
import { noteGiven } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Thing } from '../../../record/things.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { loadSourceBriefs, type SourceBrief } from '../../../record/views/sources.ts';
import { EdtfDate, VisibilityBadge } from '../../kit/components/values.tsx';
import { useView } from '../../kit/view.tsx';
import { When } from '../history/when.tsx';
import { DeskFacts, loadDeskFacts, type FactsWithClaims } from '../show/facts.tsx';
import { BriefLine, Section } from '../show/parts.tsx';

/** The data of one of two items that are shown side by side. */
export type Side = {
  thing: Thing;
  brief: Brief;
  names: string[];
  source: SourceBrief | null;
  claims: number;
  cases: Brief[];
  known: FactsWithClaims;
};

const maxCases = 8;

export async function loadSide(db: Reader, thing: Thing): Promise<Side> {
  const { id } = thing;
  noteGiven([id]);
  const names =
    thing.kind === 'actor'
      ? await db.selectFrom('actor_name').select('text').where('actor_id', '=', id).orderBy('position').execute()
      : [];
  const claims = sql`
    select claim_id as id from statement where subject_id = ${id} or value_thing = ${id}
    union select claim_id from chain_link where actor_id = ${id} or source_id = ${id}
    union select id from claim where source_id = ${id} or case_id = ${id}`;
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${claims}) c`.execute(db);
  const { rows: cases } = await sql<{
    id: number;
  }>`select c.case_id as id from (${claims}) n join claim c on c.id = n.id where c.case_id is not null and c.case_id <> ${id} group by c.case_id order by count(*) desc, c.case_id limit ${maxCases}`.execute(
    db,
  );
  const briefs = await loadBriefs(db, [id, ...cases.map((row) => Number(row.id))], 'desk');
  return {
    thing,
    brief: briefs.get(id)!,
    names: names.map((name) => name.text),
    source: thing.kind === 'source' ? ((await loadSourceBriefs(db, [id], 'desk'))[0] ?? null) : null,
    claims: Number(rows[0]?.count ?? 0),
    cases: cases.flatMap((row) => briefs.get(Number(row.id)) ?? []),
    known: await loadDeskFacts(db, id),
  };
}

/** Shows one of the two items. Names and web addresses that both items have are highlighted. */
export function SideView({ side, other, id, label }: { side: Side; other: Side; id: string; label: string }) {
  const { t } = useView();
  const { thing, source } = side;
  const shared = new Set([...other.names, ...(other.source?.addresses ?? [])].map((one) => one.toLowerCase()));
  const mark = (text: string) => (shared.has(text.toLowerCase()) ? <mark>{text}</mark> : text);
  return (
    <Section id={id} title={label}>
      <h3>
        <BriefLine brief={side.brief} />
      </h3>
      {thing.visibility === 'desk' ? (
        <p class="pills">
          <VisibilityBadge visibility="desk" />
        </p>
      ) : null}
      <p class="muted">
        {t(`record.desk.kind.${thing.kind}`)} {thing.number} · {t('record.desk.merge.made')}{' '}
        <When at={thing.created_at} /> · {t('record.desk.merge.claims', { count: side.claims })}
      </p>
      {side.names.length ? (
        <p>
          <Dotted parts={side.names.map(mark)} />
        </p>
      ) : null}
      {source ? (
        <p>
          {source.publisher ? <BriefLine brief={source.publisher} /> : t('record.public.source.unknown_publisher')} ·{' '}
          {source.published ? <EdtfDate edtf={source.published} /> : t('record.public.source.undated')}
          {source.addresses.map((url) => (
            <span class="address">{mark(url)}</span>
          ))}
        </p>
      ) : null}
      {side.cases.length ? (
        <p class="muted">
          {t('record.duplicates.side.cases')}{' '}
          <Dotted
            parts={side.cases.map((one) => (
              <BriefLine brief={one} />
            ))}
          />
        </p>
      ) : null}
      <DeskFacts of={side.brief} {...side.known} mayRank={false} />
    </Section>
  );
}
