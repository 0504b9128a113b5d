import { sql } from 'kysely';
import { isPublicPicture } from '../photos/pictured-kinds.ts';
import { erasePhotosOf } from '../photos/erase.ts';
import { ownTranslations } from '../translations/tables.ts';
import { defineKind } from './kind.ts';

declare module './kind.ts' {
  interface KindNames {
    photo: true;
  }
}

/**
 * The tables are declared in photos/tables.ts. An undo does not change photos: people withdraw a photo, or remove it
 * from an article.
 */
export const photo = defineKind({
  name: 'photo',
  title: 'alt',
  translated: ['alt'],
  textColumns: { photo: ['credit', 'alt', 'note', 'consent_note'], photo_actor: [], photo_file: [] },
  // With this row, the database also deletes the rows of the photo's files and of the people in it.
  ownRows: [ownTranslations, { table: 'photo', key: 'id' }],
  references: [{ table: 'photo_actor', owner: 'photo_id', column: 'actor_id', of: ['actor'] }],
  // Readers see a photo if it is in an edition, or if it is the picture of a public case or actor. It also counts as
  // shown if it is in a revision that an editor has approved or scheduled, because a change of the photo now would be
  // published with that revision.
  shown: (id) =>
    sql`(${isPublicPicture(id)} or exists (select from revision_photo r where r.photo_id = ${id} and (exists (select from edition e where e.revision_id = r.revision_id)
      or exists (select from review v where v.revision_id = r.revision_id and v.state in ('approved', 'scheduled')))))`,
  erase: erasePhotosOf,
  undo: 'nothing',
});
