-- Statistics say how many of the cases that they count are disputed. Few claims deny something, so their index is small.
create index claim_denied on claim (id) where mode = 'denied';
