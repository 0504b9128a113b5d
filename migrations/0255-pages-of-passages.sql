-- In a PDF, the number of the page on which a passage begins, so that readers' pages do not read the places of all lines.
alter table passage add column page integer;
