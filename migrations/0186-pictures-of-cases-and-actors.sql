-- The picture of a case or an actor, for its page, lists and shared links (docs/decisions/0209).
alter table "case" add column picture_id bigint references photo;
create index case_picture on "case" (picture_id) where picture_id is not null;
alter table actor add column picture_id bigint references photo;
create index actor_picture on actor (picture_id) where picture_id is not null;
