-- Random bytes in the leaf of each hash, so that the proof of one file does not tell which others a daily hash includes.
-- Null in older daily hashes.
alter table rooted add column salt bytea;
