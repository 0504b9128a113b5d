import { sql } from 'kysely';
import { defineKind, firstName, sealedFiles } from '../../record/kinds/kind.ts';

declare module '../../record/kinds/kind.ts' {
  interface KindNames {
    permission: true;
  }
}

export const permission = defineKind({
  name: 'permission',
  title: (id) =>
    sql`(select coalesce(nullif(p.person, ''), ${firstName(sql`p.person_id`)}) from permission p where p.id = ${id})`,
  deskOnly: true,
  textColumns: {
    permission: ['person', 'subject', 'wording', 'contact', 'note', 'answerer', 'withdrawer'],
    permission_link: [],
    permission_return: [],
    permission_seen: [],
  },
  // Other tables refer to a permission: its links, and the articles checked after its withdrawal. The database deletes
  // their rows together with the permission (on delete cascade).
  ownRows: [{ table: 'permission', key: 'id' }],
  references: [
    { table: 'permission', column: 'person_id' },
    { table: 'permission', column: 'document_id' },
    { table: 'permission_seen', owner: 'permission_id', column: 'document_id' },
  ],
  seal: {
    parts: [
      {
        table: 'permission',
        key: 'id',
        emptied: {
          person_id: null,
          person: '',
          document_id: null,
          subject: '',
          kinds: sql`'{}'`,
          wording: '',
          contact: '',
          note: '',
          answerer: '',
          withdrawer: '',
        },
      },
      { table: 'permission_seen', key: 'permission_id', removed: true },
      sealedFiles,
    ],
    goesOn: true,
  },
  files: true,
  undo: 'nothing',
});
