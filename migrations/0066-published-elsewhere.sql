-- When readers first got an article on the site that was before this one (docs/decisions/0081).
alter table document add column elsewhere_at timestamptz;
