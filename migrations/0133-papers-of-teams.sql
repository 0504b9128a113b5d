-- Drafts and other working papers are limited with what they are about. They are not items, and their history stays
-- limited when they are deleted.
alter table thing_team drop constraint thing_team_thing_id_fkey;
