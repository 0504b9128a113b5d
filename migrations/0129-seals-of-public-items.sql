-- What was public when it was sealed says to readers that it was sealed.
alter table sealed_content add column was_public boolean not null default false;
