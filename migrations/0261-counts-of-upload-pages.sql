-- Only how many addresses there are: the lists themselves are stored with the capture, where their length is limited.
alter table upload_page
  alter column missing drop default,
  alter column missing type int using jsonb_array_length(missing),
  alter column missing set default 0,
  alter column setting_cookies drop default,
  alter column setting_cookies type int using jsonb_array_length(setting_cookies),
  alter column setting_cookies set default 0;
