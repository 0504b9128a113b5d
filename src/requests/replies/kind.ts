import { sql } from 'kysely';
import { defineKind, sealedFiles } from '../../record/kinds/kind.ts';

declare module '../../record/kinds/kind.ts' {
  interface KindNames {
    reply: true;
  }
}

/**
 * The kind of item for requests to publish a reply. If a published reply is sealed, its words and the author's name
 * stay public (docs/decisions/0074).
 */
export const reply = defineKind({
  name: 'reply',
  title: 'asker',
  deskOnly: true,
  textColumns: { reply: ['asker', 'contact', 'asked', 'words', 'reason'] },
  ownRows: [{ table: 'reply', key: 'id' }],
  references: [
    { table: 'reply', column: 'document_id' },
    { table: 'reply', column: 'asker_id' },
  ],
  // A published reply counts as cited (by itself), because readers see it.
  cites: [sql`select id, id from reply where state = 'published'`],
  seal: {
    parts: [
      {
        table: 'reply',
        key: 'id',
        emptied: {
          asker_id: sql`case when state = 'published' then asker_id end`,
          asker: sql`case when state = 'published' then asker else '' end`,
          sentences: sql`case when state = 'published' then sentences else '{}' end`,
          contact: '',
          asked: '',
          reason: '',
        },
      },
      sealedFiles,
    ],
    goesOn: true,
  },
  files: true,
  withdraw: 'elsewhere',
  undo: 'nothing',
});
