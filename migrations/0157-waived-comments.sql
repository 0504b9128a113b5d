-- why an editor published in spite of a colleague's comment
alter table article_comment add column waived_reason text;
create index article_comment_open on article_comment (document_id) where resolved_at is null;

-- who submitted a text, so that it goes back to them
alter table review add column submitted_by bigint references account;
update review set submitted_by = by_account where state = 'in-review';
