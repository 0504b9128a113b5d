-- The PDF of a case or law belongs to this item. So removing the sample data deletes its bytes, too.
comment on column record_print.sha256 is 'blob of thing thing_id';
