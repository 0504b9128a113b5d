-- What a row says for the desk only (notes, private fields) is a claim of its own, so that the rest can be public.
alter table import_row add column desk_claim_id bigint;
