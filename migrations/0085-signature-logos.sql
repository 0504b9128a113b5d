-- The logo that an organisation signs with, in sizes of ours. A row that has lost its signature waits for its bytes to be erased.
create table letter_logo (
  id bigint generated always as identity primary key,
  signature_id bigint references letter_signature on delete set null,
  width int not null,
  height int not null,
  sha256 text not null
);
create index letter_logo_signature on letter_logo (signature_id);
create index letter_logo_bytes on letter_logo (sha256);
