-- The headline that an editor wrote for the figure. It is shown while the figure has the numbers that it had then.
alter table front_page
  add column finding text,
  add column finding_language text,
  -- a hash of the statistic and its numbers
  add column finding_numbers text;
