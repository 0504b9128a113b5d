import { sql } from 'kysely';
import { erasePhotosOf } from '../photos/erase.ts';
import { defineKind } from './kind.ts';

declare module './kind.ts' {
  interface KindNames {
    photo: true;
  }
}

/**
 * Its tables are in photos/tables.ts. An undo does not change photos. Instead, people withdraw a photo, or remove it from an
 * article.
 */
export const photo = defineKind({
  name: 'photo',
  title: 'alt',
  texts: { photo: ['credit', 'alt', 'note'], photo_actor: [], photo_file: [] },
  // The database removes the rows of its files, and those that say who is in it, together with this row.
  own: [{ table: 'photo', key: 'id' }],
  names: [{ table: 'photo_actor', owner: 'photo_id', column: 'actor_id', of: ['actor'] }],
  // Readers see a photo if it is in an edition. A photo in a revision that an editor has approved or scheduled counts
  // too: if someone changed it now, the change would be published with the revision.
  shown: (id) =>
    sql`exists (select from revision_photo r where r.photo_id = ${id} and (exists (select from edition e where e.revision_id = r.revision_id)
      or exists (select from review v where v.revision_id = r.revision_id and v.state in ('approved', 'scheduled'))))`,
  erase: erasePhotosOf,
  undo: 'elsewhere',
});
