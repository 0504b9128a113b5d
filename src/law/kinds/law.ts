import { sql, type RawBuilder } from 'kysely';
import { countedClaim } from '../../record/claims/counted.ts';
import { defineKind } from '../../record/kinds/kind.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { ownTranslations, translationState } from '../../record/translations/tables.ts';

declare module '../../record/kinds/kind.ts' {
  interface KindNames {
    law: true;
  }
}

/** The titles of the changes of laws, in the order in which they were entered: `amendment`, `amendment.2` … */
const amendmentTitles = (ids: RawBuilder<unknown>, audience: Audience): RawBuilder<unknown> => sql`
  select a.law_id, 'amendment' || case when a.place = 1 then '' else '.' || a.place end, a.title, case when l.language = 'und' then '' else l.language end
  from (
    select o.*, row_number() over (partition by o.law_id order by o.id) as place from amendment o where o.law_id = any(${ids})
  ) a join law l on l.id = a.law_id
  where a.title <> '' and a.title <> l.title ${
    audience === 'public'
      ? sql`and exists (
          select from claim c join thing t on t.id = c.id
          where c.id = a.claim_id and ${countedClaim('c')} and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null)`
      : sql``
  }`;

/**
 * A law refers to the laws that changed it, to the claims about these changes, and to the provisions that they
 * changed. Its tables are in law/tables.ts.
 */
export const law = defineKind({
  name: 'law',
  title: 'title',
  translated: ['title'],
  translatedParts: amendmentTitles,
  subject: true,
  textColumns: {},
  ownRows: [ownTranslations, { table: 'law', key: 'id' }],
  references: [
    {
      table: 'amendment',
      owner: 'law_id',
      column: 'by_law_id',
    },
    { table: 'amendment', owner: 'law_id', column: 'claim_id' },
    {
      table: 'provision_version',
      column: 'provision_id',
      edges: sql`select a.law_id, v.provision_id from provision_version v join amendment a on a.id = v.amendment_id`,
    },
  ],
  state: { columns: ['title', 'language'], parts: [translationState] },
  undo: 'nothing',
});
