-- Why a mail of a letter came back, as its report says (docs/decisions/0089).
alter table letter_mail add column bounce text not null default '';
