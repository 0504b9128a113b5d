-- Dates in court: parts of a proceeding. Time, court, room and outcome are statements of claims.
create table hearing (
  id bigint primary key references thing on delete cascade,
  proceeding_id bigint not null references thing,
  title text not null
);
create index hearing_proceeding on hearing (proceeding_id);
create sequence number_hearing;

-- What comes up by its day: hearings, and deadlines of orders.
create index fact_day on fact (property, date_from) where property in ('hearing-time', 'deadline');
