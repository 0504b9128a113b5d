-- What the replay of a capture lacks, and why (docs/decisions/0283).
alter table capture_order add column missing jsonb not null default '{"words": [], "parts": []}';
