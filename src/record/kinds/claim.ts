import { sql, type Generated } from 'kysely';
import { claimTo } from '../history/inputs.ts';
import type { StatementState } from '../history/states.ts';
import { recomputeOrigins } from '../projection/origins.ts';
import { publicPassage, publicSource, quotedPassage } from '../claims/quoted-passage.ts';
import { textProperties } from '../vocabulary/properties.ts';
import { ownTranslations, sealedTranslations, translationState, translationTexts } from '../translations/tables.ts';
import { emptyPassages, passagesOf, restorePassages, type PassageRow } from '../protection/sealed-copies.ts';
import type { ClaimState, Mode, Rank, Support, Visibility } from '../tables.ts';
import type { Audience } from '../views/briefs.ts';
import { defineKind, type Row, type RestoreContext, type Sql, type StateReader } from './kind.ts';

declare module './kind.ts' {
  interface KindNames {
    claim: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    claim: {
      id: number;
      case_id: number | null;
      wording: string;
      kind: 'quotation' | 'paraphrase';
      language: string;
      mode: Mode;
      certainty: Generated<string>;
      state: Generated<ClaimState>;
      support: Support;
      passage_id: number | null;
      source_id: number | null;
      support_note: string | null;
      checked_by: number | null;
      checked_at: Date | null;
      /** When the claim was imported. Checking the claim later does not remove this time. */
      imported_at: Generated<Date | null>;
      origin: string;
    };
    chain_link: {
      claim_id: number;
      position: number;
      actor_id: number | null;
      as_written: string | null;
      verb: string | null;
      source_id: number | null;
      carried_over: boolean;
      pages_own: boolean;
      visibility: Generated<Visibility>;
    };
    statement: {
      id: Generated<number>;
      claim_id: number;
      subject_id: number;
      property: string;
      value: unknown;
      value_key: string;
      value_thing: number | null;
      rank: Generated<Rank>;
      date_from: string | null;
      date_to: string | null;
    };
  }
}

const readPassages: StateReader = async (db, ids) => {
  const { rows } = await sql<{ id: number; passage: Row | null }>`
    select c.id, case when p.id is not null then json_build_object('captureId', p.capture_id, 'start', p.start_at, 'end', p.end_at, 'visibility', p.visibility) end as passage
    from claim c left join passage p on p.id = c.passage_id where c.id = any(${[...ids]}::bigint[])`.execute(db);
  return new Map(rows.map(({ id, passage }) => [Number(id), { passage }]));
};

/**
 * Only editors decide which value is preferred (its rank). So anyone else can restore an earlier version of a claim
 * only if this changes no rank.
 */
async function refuseOtherRanks({ tx, thing, target, requirePermission }: RestoreContext): Promise<void> {
  const key = (one: { subject_id: number; property: string; value: unknown }): string =>
    JSON.stringify([one.subject_id, one.property, one.value]);
  const now = await tx
    .selectFrom('statement')
    .select(['subject_id', 'property', 'value', 'rank'])
    .where('claim_id', '=', thing.id)
    .execute();
  const ranks = new Map(now.map((one) => [key(one), one.rank]));
  if ((target.statements as StatementState[]).some((one) => one.rank !== (ranks.get(key(one)) ?? 'normal')))
    requirePermission((await import('../claims/rank-statements.ts')).rankStatements);
}

/**
 * The texts of a claim that can be translated, apart from its wording: the quoted passage, texts among its values, the
 * names of speakers as the source writes them, and the note on its support. The first value of a property such as
 * `position` has the field `value.position`, the second `value.position.2`.
 */
const claimTexts = (ids: Sql, audience: Audience, isSeen: (id: Sql) => Sql): Sql => sql`
  select c.id, 'passage' as field, ${quotedPassage(sql`p.exact`)} as text, coalesce(s.language, c.language) as language
    from claim c join passage p on p.id = c.passage_id left join source s on s.id = c.source_id
    where c.id = any(${ids}) and p.exact <> c.wording and p.exact <> '' ${audience === 'public' ? sql`and ${publicPassage(sql`c`, sql`p`)}` : sql``}
  union all
  select v.claim_id, 'value.' || v.property || case when v.place = 1 then '' else '.' || v.place end, v.text, v.language
    from (
      select g.*, row_number() over (partition by g.claim_id, g.property order by g.first) as place from (
        select st.claim_id, st.property, bool_or(${audience === 'public' ? isSeen(sql`st.subject_id`) : sql`true`}) as open, coalesce(st.value->'title'->>'text', st.value->>'text') as text,
          coalesce(st.value->'title'->>'language', st.value->>'language') as language, min(st.id) as first
        from statement st join thing t on t.id = st.subject_id
        where st.claim_id = any(${ids}) and st.property = any(${textProperties()}::text[]) group by st.claim_id, st.property, 4, 5
      ) g where g.text is not null
    ) v where v.open
  union all
  select l.claim_id, 'as-written.' || (l.position + 1), l.as_written, c.language
    from chain_link l join claim c on c.id = l.claim_id
    where l.claim_id = any(${ids}) and l.actor_id is null and l.as_written is not null ${audience === 'public' ? sql`and l.visibility = 'public'` : sql``}
  union all
  select c.id, 'note', c.support_note, '' from claim c
    where c.id = any(${ids}) and c.support_note is not null ${audience === 'public' ? sql`and c.support <> 'direct-word' and ${publicSource(sql`c`)}` : sql``}`;

export const claim = defineKind({
  name: 'claim',
  title: 'wording',
  translated: ['wording'],
  language: 'language',
  translatedParts: claimTexts,
  textColumns: {
    claim: ['wording', 'support_note'],
    chain_link: ['as_written'],
    statement: ['value'],
    fact: ['value'],
    ...translationTexts,
  },
  ownRows: [
    ownTranslations,
    { table: 'statement', key: 'claim_id' },
    { table: 'chain_link', key: 'claim_id' },
    { table: 'claim', key: 'id' },
  ],
  references: [
    { table: 'claim', column: 'case_id', of: ['case'] },
    { table: 'claim', column: 'source_id', of: ['source'] },
    {
      table: 'claim',
      column: 'passage_id',
      of: ['capture'],
      edges: sql`select c.id, p.capture_id from claim c join passage p on p.id = c.passage_id`,
    },
    { table: 'chain_link', owner: 'claim_id', column: 'actor_id', of: ['actor'] },
    { table: 'chain_link', owner: 'claim_id', column: 'source_id', of: ['source'] },
    { table: 'statement', owner: 'claim_id', column: 'subject_id' },
    { table: 'statement', owner: 'claim_id', column: 'value_thing' },
  ],
  state: {
    columns: [
      'case_id',
      'wording',
      'kind',
      'language',
      'mode',
      'certainty',
      'state',
      'checked_by',
      'checked_at',
      'support',
      'source_id',
      'support_note',
    ],
    parts: [
      translationState,
      {
        field: 'chain',
        table: 'chain_link',
        key: 'claim_id',
        columns: ['actor_id', 'as_written', 'verb', 'source_id', 'carried_over', 'pages_own', 'visibility'],
        order: ['position'],
      },
      {
        field: 'statements',
        table: 'statement',
        key: 'claim_id',
        columns: ['subject_id', 'property', 'value', 'rank'],
        order: ['id'],
      },
    ],
    more: readPassages,
  },
  seal: {
    parts: [
      {
        table: 'claim',
        key: 'id',
        // The origin names the speaker. It is calculated again when the seal is removed.
        emptied: {
          wording: '',
          support_note: sql`case when support = 'direct-word' then '' end`,
          origin: sql`'claim/' || id`,
        },
      },
      { table: 'chain_link', key: 'claim_id', removed: true },
      { table: 'statement', key: 'claim_id', json: ['value'], removed: true, newIds: true },
      sealedTranslations,
    ],
    read: async (db, id) => ({ passage: await passagesOf(db, id) }),
    sealed: (tx, id, { passage }) =>
      emptyPassages(
        tx,
        id,
        passage!.map((row) => Number(row.id)),
      ),
    async unsealed(tx, id, rows) {
      await restorePassages(tx, (rows.passage ?? []) as PassageRow[], false);
      await recomputeOrigins(tx, [id]);
    },
  },
  async setBack(back) {
    await refuseOtherRanks(back);
    const { changeClaim } = await import('../claims/change-claim.ts');
    await back.run(changeClaim, { claim: back.ref, version: back.version, to: claimTo(back.target, back.named) });
  },
});
