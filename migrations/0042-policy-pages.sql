-- Which of a publication's policies a page of its own is: told to machines in the head of each article.
alter table page add column policy text unique;
-- Independent origins as they stood when an edition was published; null for editions from before it was kept.
alter table edition add column origins int;
