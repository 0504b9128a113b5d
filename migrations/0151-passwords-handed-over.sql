-- An administrator handed over the link with which the password was set, and could have used it first.
alter table account add column password_handed_over boolean not null default false;

-- A member of the team has asked this person whether they chose their password themselves.
alter table team_member add column confirmed_at timestamptz;

-- Links are deleted after 30 days. Where none shows how the password was set, someone should ask. The first
-- administrator's account was created with a link that nobody else had.
update account a set password_handed_over = true
where password_hash is not null
  and not exists (
    select from (
      select distinct on (account_id) account_id, purpose, mail from one_time_link
      where used_at is not null and purpose in ('join', 'password', 'recovery') order by account_id, used_at desc
    ) l where l.account_id = a.id and l.mail is not null and (l.purpose = 'join' or not a.email_by_administrator)
  )
  and not (
    exists (
      select from change c join change_set s on s.id = c.change_set_id
      where c.kind = 'account' and c.thing_id = a.id and c.action = 'created' and s.operation = 'accounts.useLink'
    )
    and not exists (
      select from change c where c.kind = 'account' and c.thing_id = a.id and c.after ->> 'passwordLink' is not null
    )
  );
