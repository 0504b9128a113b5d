-- In a PDF, the third of the page in which a passage begins. Readers see it instead of a drawing of the page.
alter table passage add column page_part text check (page_part in ('upper', 'middle', 'lower'));
