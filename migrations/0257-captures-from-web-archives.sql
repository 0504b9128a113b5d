-- Pages of web archives that others recorded are captures, too (docs/decisions/0291).
alter table capture drop constraint capture_method_check;
alter table capture add constraint capture_method_check check (method in ('fetch', 'file', 'text', 'browser', 'archive'));

create table archive_origin (
  capture_id bigint primary key references capture on delete cascade,
  -- the imported file, which is not stored; null or empty if this record was imported from an export for readers
  name text not null,
  archive_sha256 text not null,
  size bigint,
  form text check (form in ('wacz', 'warc')),
  -- as the file says; empty if it does not
  software text not null,
  operator text not null,
  -- as verified: a domain or a key; null if the file is not signed
  signer text,
  signed_at timestamptz,
  -- what the check of the file found: a word, the result of each part, and the words around them
  verdict text not null check (verdict in ('sealed', 'sealed_unknown', 'consistent', 'no_digests', 'altered', 'unreadable')),
  checks jsonb not null,
  report jsonb not null,
  -- the place of the page in the list of the file's pages
  page integer,
  -- the time of the page in that list; the capture has the time of the response
  listed_at timestamptz,
  -- if the archive says that the page was the same as one recorded earlier: when that was
  content_at timestamptz,
  -- the addresses of parts that the package lacks, and of responses in it that set cookies
  missing text[] not null,
  setting_cookies text[] not null
);
create index archive_origin_file on archive_origin (archive_sha256);
