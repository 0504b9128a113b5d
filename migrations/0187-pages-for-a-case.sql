-- The case for which pages were asked, such as `case/12`. Claims that are suggested from them go there first.
alter table capture_order add column for_case text;
