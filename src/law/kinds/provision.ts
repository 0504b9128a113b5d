import { sql, type RawBuilder } from 'kysely';
import { articleLabelIn, isOwnLabel } from '../article-label.ts';
import { defineKind } from '../../record/kinds/kind.ts';
import { currentReading, type Reading } from '../../record/translations/reading.ts';
import { ownTranslations, translationState } from '../../record/translations/tables.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { baseOf } from '../../record/vocabulary/languages.ts';
import type { Audience } from '../../record/views/briefs.ts';

declare module '../../record/kinds/kind.ts' {
  interface KindNames {
    provision: true;
  }
}

/**
 * The label of the provision `up`. Readers see our translation, if there is one, or the word “article” in their
 * language.
 */
function labelToRead(audience: Audience): RawBuilder<unknown> {
  const label = sql`rtrim(up.label, '. ')`;
  const reading = audience === 'public' ? currentReading() : undefined;
  return reading
    ? sql`coalesce(${translationSql(sql`up.id`, 'label', sql`up.label`, reading)}, ${articleLabelIn(label, reading.language)})`
    : label;
}

/**
 * The name of a provision where it is shown without its law. A part of an article is named after its article: “Article
 * 2, 1”.
 */
const provisionName = (id: RawBuilder<unknown>, audience: Audience) => sql`(
  with recursive up (id, parent_id, kind, label, depth) as (
    select o.id, o.parent_id, o.kind, o.label, 0 from provision o where o.id = ${id}
    union all
    select w.id, w.parent_id, w.kind, w.label, up.depth + 1 from up join provision w on w.id = up.parent_id join thing wt on wt.id = w.id
    where up.kind <> 'article' and ${audience === 'public' ? sql`wt.visibility = 'public' and wt.withdrawn_at is null` : sql`true`}
  ), own as (select label from up where depth = 0)
  select string_agg(${labelToRead(audience)}, ', ' order by up.depth desc) from up, own
  where up.depth = 0 or (exists (select from up a where a.kind = 'article') and not starts_with(own.label, rtrim(up.label, '. '))))`;

/** The translation of a text of an item into a reader's language; null if there is none. */
const translationSql = (
  id: RawBuilder<unknown>,
  field: string,
  original: RawBuilder<unknown>,
  { language }: Reading,
): RawBuilder<unknown> => sql`(
  select x.text from text_translation x where x.thing_id = ${id} and x.field = ${sql.lit(field)} and x.original = ${original}
    and split_part(x.language, '-', 1) = ${baseOf(language)} order by x.language = ${language} desc, x.language limit 1)`;

/** The title of the law `l`, for readers in their language. */
const lawTitle = (audience: Audience) => {
  const reading = audience === 'public' ? currentReading() : undefined;
  return reading ? sql`coalesce(${translationSql(sql`l.id`, 'title', sql`l.title`, reading)}, l.title)` : sql`l.title`;
};

/**
 * A provision's name with its law: “Article 2, Press Act”. For Russian readers the law comes first, because after the
 * article its title would need another case: «Закон о печати, статья 2».
 */
const nameInLaw = (name: RawBuilder<unknown>, law: RawBuilder<unknown>, audience: Audience): RawBuilder<unknown> =>
  audience === 'public' && baseOf(currentReading()?.language ?? '') === 'ru'
    ? sql`${law} || ', ' || regexp_replace(${name}, '^Статья', 'статья')`
    : sql`${name} || ', ' || ${law}`;

/**
 * The labels of provisions, as far as they have their own words, and the texts of all versions. Of a version in
 * several languages, these are the texts in the language of the law. The first version has the fields `heading`, `body`
 * and `tail`, the next `heading.2`.
 */
const provisionTexts = (
  ids: RawBuilder<unknown>,
  audience: Audience,
  isSeen: (id: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  select p.id as provision_id, 'label' as field, p.label as text, case when l.language = 'und' then '' else l.language end as language
  from provision p join law l on l.id = p.law_id
  where p.id = any(${ids}) and ${isOwnLabel(sql`p.label`)} ${audience === 'public' ? sql`and ${isSeen(sql`p.id`)}` : sql``}
  union all
  select x.provision_id, p.field || case when x.place = 1 then '' else '.' || x.place end, p.text, x.language
  from (
    select distinct on (o.provision_id, o.place) o.provision_id, o.place, w.* from (
      select v.id, v.provision_id, dense_rank() over (partition by v.provision_id order by v.amendment_id, v.id) as place
      from provision_version v where v.provision_id = any(${ids})
    ) o join provision_text w on w.version_id = o.id join provision n on n.id = o.provision_id join law l on l.id = n.law_id
      ${
        audience === 'public'
          ? sql`join claim c on c.id = w.claim_id and ${countedClaim('c')} join thing t on t.id = c.id and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null`
          : sql``
      }
    order by o.provision_id, o.place, w.language <> l.language, w.language
  ) x cross join lateral (values ('heading', x.heading), ('body', x.body), ('tail', x.tail)) p (field, text) where p.text <> ''`;

/** The tables of provisions are in law/tables.ts. */
export const provision = defineKind({
  name: 'provision',
  title: (id, audience) =>
    sql`(select ${nameInLaw(provisionName(id, audience), lawTitle(audience), audience)} from provision v join law l on l.id = v.law_id where v.id = ${id})`,
  within: { kind: 'law', column: 'law_id' },
  shown: (id) =>
    sql`exists (select from provision p join thing l on l.id = p.law_id where p.id = ${id} and l.visibility = 'public')`,
  subject: true,
  translated: [],
  translatedParts: provisionTexts,
  textColumns: {},
  ownRows: [
    // A provision's versions and their texts are deleted with the amendment that made them.
    ownTranslations,
    { table: 'amendment', key: 'law_id' },
    { table: 'provision', key: 'id' },
  ],
  references: [
    {
      table: 'provision',
      column: 'law_id',
      edges: sql`select id, law_id from provision union all select law_id, id from provision`,
    },
    { table: 'provision', column: 'parent_id' },
    {
      table: 'provision_text',
      column: 'claim_id',
      edges: sql`select v.provision_id, x.claim_id from provision_text x join provision_version v on v.id = x.version_id`,
    },
    {
      table: 'provision_summary',
      column: 'claim_id',
      edges: sql`select v.provision_id, x.claim_id from provision_summary x join provision_version v on v.id = x.version_id`,
    },
    {
      table: 'duty_claim',
      column: 'claim_id',
      edges: sql`select d.provision_id, x.claim_id from duty_claim x join duty d on d.id = x.duty_id`,
    },
  ],
  state: { columns: [], parts: [translationState] },
  undo: 'nothing',
});
