-- Up to when somebody at the desk has looked through what is new in an article's cases and found nothing to add.
alter table document add column news_seen_at timestamptz;
