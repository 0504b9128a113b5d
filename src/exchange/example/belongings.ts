import { sql, type RawBuilder } from 'kysely';

/**
 * Who rests on whom, for removing the example: a row of `column`'s table is the `owner`'s, and holds the `target`.
 * What a thing that stays holds stays too. Every foreign key onto a thing (or onto a part of one) stands here or
 * in `parts`; a test compares both lists with the database's own.
 */
export const holds: readonly { column: string; edges: RawBuilder<unknown> }[] = [
  {
    column: 'thing.merged_into',
    edges: sql`select id as owner, merged_into as target from thing where merged_into is not null`,
  },
  { column: 'event.case_id', edges: sql`select id, case_id from event` },
  { column: 'proceeding.case_id', edges: sql`select id, case_id from proceeding` },
  { column: 'charge.proceeding_id', edges: sql`select id, proceeding_id from charge` },
  { column: 'order.proceeding_id', edges: sql`select id, proceeding_id from "order"` },
  { column: 'source.publisher_id', edges: sql`select id, publisher_id from source` },
  { column: 'derivation.origin_id', edges: sql`select source_id, origin_id from derivation` },
  { column: 'capture.source_id', edges: sql`select id, source_id from capture` },
  { column: 'claim.case_id', edges: sql`select id, case_id from claim` },
  { column: 'claim.source_id', edges: sql`select id, source_id from claim` },
  {
    column: 'claim.passage_id',
    edges: sql`select c.id, p.capture_id from claim c join passage p on p.id = c.passage_id`,
  },
  { column: 'chain_link.actor_id', edges: sql`select claim_id, actor_id from chain_link` },
  { column: 'chain_link.source_id', edges: sql`select claim_id, source_id from chain_link` },
  { column: 'statement.subject_id', edges: sql`select claim_id, subject_id from statement` },
  { column: 'statement.value_thing', edges: sql`select claim_id, value_thing from statement` },
  { column: 'question.case_id', edges: sql`select id, case_id from question` },
  { column: 'question.raised_by', edges: sql`select id, raised_by from question` },
  { column: 'question.answered_by', edges: sql`select id, answered_by from question` },
  {
    column: 'citation.claim_id',
    edges: sql`select r.document_id, c.claim_id from citation c join revision r on r.id = c.revision_id`,
  },
  {
    column: 'revision_case.case_id',
    edges: sql`select r.document_id, c.case_id from revision_case c join revision r on r.id = c.revision_id`,
  },
  {
    column: 'published_citation.claim_id',
    edges: sql`select e.document_id, c.claim_id from published_citation c join edition e on e.id = c.edition_id`,
  },
  // An import is no thing; its data set stays for it.
  { column: 'import.source_id', edges: sql`select id, source_id from import` },
  { column: 'import_row.source_id', edges: sql`select claim_id, source_id from import_row` },
  // An article that was taken down leads to the order.
  {
    column: 'article_act.order_id',
    edges: sql`select document_id, order_id from article_act where order_id is not null`,
  },
  {
    column: 'published_citation.passage_id',
    edges: sql`select e.document_id, p.capture_id from published_citation c join edition e on e.id = c.edition_id join passage p on p.id = c.passage_id`,
  },
  // A law holds the claims its changes and texts rest on, and the law that a change came by.
  {
    column: 'provision.law_id',
    edges: sql`select id, law_id from provision union all select law_id, id from provision`,
  },
  { column: 'provision.parent_id', edges: sql`select id, parent_id from provision where parent_id is not null` },
  { column: 'amendment.by_law_id', edges: sql`select law_id, by_law_id from amendment where by_law_id is not null` },
  { column: 'amendment.claim_id', edges: sql`select law_id, claim_id from amendment` },
  {
    column: 'provision_version.provision_id',
    edges: sql`select a.law_id, v.provision_id from provision_version v join amendment a on a.id = v.amendment_id`,
  },
  {
    column: 'provision_text.claim_id',
    edges: sql`select v.provision_id, x.claim_id from provision_text x join provision_version v on v.id = x.version_id`,
  },
  {
    column: 'provision_summary.claim_id',
    edges: sql`select v.provision_id, x.claim_id from provision_summary x join provision_version v on v.id = x.version_id`,
  },
  {
    column: 'duty_claim.claim_id',
    edges: sql`select d.provision_id, x.claim_id from duty_claim x join duty d on d.id = x.duty_id`,
  },
  // Demands are never the example's: what they name of it stays.
  { column: 'demand.authority_id', edges: sql`select id, authority_id from demand where authority_id is not null` },
  { column: 'demand.law_id', edges: sql`select id, law_id from demand where law_id is not null` },
  { column: 'demand.capture_id', edges: sql`select id, capture_id from demand where capture_id is not null` },
  { column: 'demand_about.thing_id', edges: sql`select demand_id, thing_id from demand_about` },
  {
    column: 'article_act.demand_id',
    edges: sql`select document_id, demand_id from article_act where demand_id is not null`,
  },
  { column: 'reply.document_id', edges: sql`select id, document_id from reply` },
  { column: 'reply.asker_id', edges: sql`select id, asker_id from reply where asker_id is not null` },
  { column: 'permission.person_id', edges: sql`select id, person_id from permission where person_id is not null` },
  {
    column: 'permission.document_id',
    edges: sql`select id, document_id from permission where document_id is not null`,
  },
  { column: 'permission_seen.document_id', edges: sql`select permission_id, document_id from permission_seen` },
  // A letter is the events by which it was sent, and the source that it is.
  { column: 'letter.source_id', edges: sql`select id, source_id from letter where source_id is not null` },
  { column: 'letter.document_id', edges: sql`select id, document_id from letter where document_id is not null` },
  { column: 'letter.host_id', edges: sql`select id, host_id from letter where host_id is not null` },
  { column: 'letter_about.thing_id', edges: sql`select letter_id, thing_id from letter_about` },
  {
    column: 'letter_addressee.actor_id',
    edges: sql`select letter_id, actor_id from letter_addressee where actor_id is not null`,
  },
  {
    column: 'letter_invitation.actor_id',
    edges: sql`select letter_id, actor_id from letter_invitation where actor_id is not null`,
  },
  {
    column: 'letter_signature.actor_id',
    edges: sql`select letter_id, actor_id from letter_signature where actor_id is not null`,
  },
  {
    column: 'letter_response.source_id',
    edges: sql`select letter_id, source_id from letter_response where source_id is not null`,
  },
  {
    column: 'letter_response.claim_id',
    edges: sql`select letter_id, claim_id from letter_response where claim_id is not null`,
  },
  {
    column: 'letter_demand_claim.claim_id',
    edges: sql`select d.letter_id, c.claim_id from letter_demand_claim c join letter_demand d on d.id = c.demand_id`,
  },
  { column: 'letter_event.event_id', edges: sql`select letter_id, event_id from letter_event` },
  { column: 'photo_actor.actor_id', edges: sql`select photo_id, actor_id from photo_actor` },
  {
    column: 'revision_photo.photo_id',
    edges: sql`select r.document_id, p.photo_id from revision_photo p join revision r on r.id = p.revision_id`,
  },
];

/**
 * Rows that go with their thing, in the order in which they can go. `fact` names things on both sides and is
 * worked out anew for what stays.
 */
export const parts: readonly { table: string; columns: readonly string[] }[] = [
  { table: 'fact', columns: ['subject_id', 'value_thing'] },
  { table: 'duplicate_due', columns: ['thing_id'] },
  { table: 'statement', columns: ['claim_id'] },
  { table: 'chain_link', columns: ['claim_id'] },
  { table: 'question', columns: ['id'] },
  // its revisions, editions and citations go with it (on delete cascade)
  { table: 'document', columns: ['id'] },
  // its files and who is in it go with it
  { table: 'photo', columns: ['id'] },
  // with its versions and their texts (on delete cascade)
  { table: 'amendment', columns: ['law_id'] },
  { table: 'provision', columns: ['id'] },
  { table: 'law', columns: ['id'] },
  { table: 'letter', columns: ['id'] },
  { table: 'held_file', columns: ['thing_id'] },
  { table: 'demand', columns: ['id'] },
  { table: 'reply', columns: ['id'] },
  // with its link and who looked through what (on delete cascade)
  { table: 'permission', columns: ['id'] },
  { table: 'claim', columns: ['id'] },
  { table: 'passage', columns: ['capture_id'] },
  { table: 'capture', columns: ['id'] },
  { table: 'derivation', columns: ['source_id', 'origin_id'] },
  { table: 'source_address', columns: ['source_id'] },
  { table: 'source', columns: ['id'] },
  { table: 'charge', columns: ['id'] },
  { table: 'order', columns: ['id'] },
  { table: 'event', columns: ['id'] },
  { table: 'proceeding', columns: ['id'] },
  { table: 'case', columns: ['id'] },
  { table: 'actor_name', columns: ['actor_id'] },
  { table: 'actor', columns: ['id'] },
  { table: 'sealed_content', columns: ['thing_id'] },
  { table: 'sealed_for', columns: ['thing_id'] },
  { table: 'tombstone', columns: ['thing_id'] },
];
