import { sql } from 'kysely';
import { defineKind } from '../../record/kinds/kind.ts';
import { ownTranslations, translationState } from '../../record/translations/tables.ts';

declare module '../../record/kinds/kind.ts' {
  interface KindNames {
    law: true;
  }
}

/**
 * A law refers to the claims of its changes and texts, and to the laws that changed it. Its tables are in
 * law/tables.ts.
 */
export const law = defineKind({
  name: 'law',
  title: 'title',
  translated: ['title'],
  subject: true,
  texts: {},
  own: [ownTranslations, { table: 'law', key: 'id' }],
  names: [
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
  undo: 'elsewhere',
});
