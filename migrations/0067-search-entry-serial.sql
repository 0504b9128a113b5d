-- Tells one writing of an entry from the next: entries are never changed, only replaced. A mirror's search knows by it what it need not read again.
alter table search_entry add column serial bigint generated always as identity;
