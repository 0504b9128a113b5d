-- The point of a photo that every crop contains, in percent from the left and from the top (docs/decisions/0208).
alter table photo
  add column focus_x smallint not null default 50 check (focus_x between 0 and 100),
  add column focus_y smallint not null default 50 check (focus_y between 0 and 100),
  -- The focal point of the crops that exist; null if there are none yet.
  add column cropped_at text,
  -- Whether the people in it agreed that it is published. Only the desk sees this.
  add column consent text check (consent in ('given', 'not-needed', 'withdrawn')),
  add column consent_note text,
  add column consent_by bigint references account,
  add column consent_at timestamptz;

-- A crop has a shape. `whole` is the picture as it was added.
alter table photo_file
  add column shape text not null default 'whole' check (shape in ('whole', 'lead', 'card', 'square', 'portrait')),
  drop constraint photo_file_pkey,
  add primary key (photo_id, shape, format, width);
