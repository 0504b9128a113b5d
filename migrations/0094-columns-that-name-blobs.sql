-- Which columns name blobs is written at the column: whoever asks whether a blob is still wanted asks all of them, and
-- a new column is asked as soon as it says so (docs/decisions/0094). 'blob', then the column with the thing it is of,
-- then when a row has bytes.
create index if not exists print_sha256 on print (sha256);
create index if not exists letter_print_sha256 on letter_print (sha256);
comment on column capture.bytes_sha256 is 'blob of thing id where bytes_size > 0';
comment on column photo_file.sha256 is 'blob of thing photo_id';
comment on column held_file.sha256 is 'blob of thing thing_id where size > 0';
comment on column print.sha256 is 'blob';
comment on column letter_print.sha256 is 'blob';
comment on column letter_logo.sha256 is 'blob where signature_id is not null';
-- The publication's logo, among its settings.
comment on column setting.value is 'blobs in json';
