-- A session is locked when its page was covered, or after 15 minutes without use. It continues with the password.
alter table session add column locked_at timestamptz;
