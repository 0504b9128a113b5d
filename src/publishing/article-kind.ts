import { sql } from 'kysely';
import { defineKind } from '../record/kinds/kind.ts';

declare module '../record/kinds/kind.ts' {
  interface KindNames {
    article: true;
  }
}

/**
 * The kind `article`. Its tables are in documents/tables.ts and publishing/tables.ts. Saving an article creates a
 * revision; only actions on it change what readers see.
 */
export const article = defineKind({
  name: 'article',
  table: 'document',
  // The headline of the article's newest text. Only the desk gets it, because readers see the headline of an edition.
  title: (id, audience) =>
    audience === 'desk'
      ? sql`(select r.headline from document d join revision r on r.id = d.revision_id where d.id = ${id})`
      : sql`null::text`,
  slug: 'slug',
  // An article counts as public as soon as its text is approved or scheduled. Then only editors may change its photos
  // and other items, because these are published as they are on the day of publication.
  shown: (id) =>
    sql`(exists (select from thing p where p.id = ${id} and p.visibility = 'public') or exists (select from review v where v.document_id = ${id} and v.state in ('approved', 'scheduled')))`,
  textColumns: {},
  // The article's revisions, editions and citations are deleted with it (on delete cascade).
  ownRows: [{ table: 'document', key: 'id' }],
  references: [
    {
      table: 'citation',
      column: 'claim_id',
      edges: sql`select r.document_id, c.claim_id from citation c join revision r on r.id = c.revision_id`,
    },
    {
      table: 'revision_case',
      column: 'case_id',
      edges: sql`select r.document_id, c.case_id from revision_case c join revision r on r.id = c.revision_id`,
    },
    {
      table: 'revision_photo',
      column: 'photo_id',
      edges: sql`select r.document_id, p.photo_id from revision_photo p join revision r on r.id = p.revision_id`,
    },
    {
      table: 'published_citation',
      column: 'claim_id',
      edges: sql`select e.document_id, c.claim_id from published_citation c join edition e on e.id = c.edition_id`,
    },
    {
      table: 'published_citation',
      column: 'passage_id',
      edges: sql`select e.document_id, p.capture_id from published_citation c join edition e on e.id = c.edition_id join passage p on p.id = c.passage_id`,
    },
    // An article removed after a legal demand links to the order or the demand.
    { table: 'article_act', owner: 'document_id', column: 'order_id' },
    { table: 'article_act', owner: 'document_id', column: 'demand_id' },
  ],
  unsaved: (id) => sql`select account_id from working_copy where document_id = ${id} and content is not null`,
  drafts: true,
  // The claims that an edition cites, even if the article was removed later.
  cites: [
    sql`select e.document_id, c.claim_id from citation c join edition e on e.revision_id = c.revision_id`,
    sql`select e.document_id, c.claim_id from published_citation c join edition e on e.id = c.edition_id`,
    sql`select e.document_id, p.capture_id from published_citation c join edition e on e.id = c.edition_id join passage p on p.id = c.passage_id`,
    // The page of a removed article shows readers the order, but not the demand.
    sql`select document_id, order_id from article_act where tell_who and order_id is not null`,
  ],
  withdraw: 'elsewhere',
  reinstate: 'elsewhere',
  undo: 'article',
});
