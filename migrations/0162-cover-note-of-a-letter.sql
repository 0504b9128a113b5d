-- What the host writes to those whom it invites to sign. It is in the email of each invitation.
alter table letter add column cover_note text not null default '';
