import { sql } from 'kysely';
import { defineKind } from '../record/kinds/kind.ts';

declare module '../record/kinds/kind.ts' {
  interface KindNames {
    article: true;
  }
}

/**
 * Its tables stand in documents/tables.ts and publishing/tables.ts. It has revisions of its own, and what was published
 * leaves the site by the acts of publishing alone.
 */
export const article = defineKind({
  name: 'article',
  table: 'document',
  title: null,
  texts: {},
  // Its revisions, editions and citations go with it (on delete cascade).
  own: [{ table: 'document', key: 'id' }],
  names: [
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
    // An article that was taken down leads to the order or the demand.
    { table: 'article_act', owner: 'document_id', column: 'order_id' },
    { table: 'article_act', owner: 'document_id', column: 'demand_id' },
  ],
  withdraw: 'elsewhere',
  reinstate: 'elsewhere',
  undo: 'article',
});
