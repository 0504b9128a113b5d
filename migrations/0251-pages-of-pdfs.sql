-- Where the lines of a PDF are on its pages (docs/decisions/0286).
alter table capture add column layout jsonb;
