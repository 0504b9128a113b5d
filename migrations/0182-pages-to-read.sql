-- Whether a page is read once it is there: its claims are suggested in a draft. Such pages are fetched, not rendered.
alter table capture_order add column reads boolean not null default false;
