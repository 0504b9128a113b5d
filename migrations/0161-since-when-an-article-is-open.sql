-- Since when a person has an article open in the editor; null if they closed it.
alter table working_copy add column opened_at timestamptz;
