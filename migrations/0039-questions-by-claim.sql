-- Every article's page asks which questions the claims it cites raised; a claim's page, which it raised or answered.
create index question_raised on question (raised_by);
create index question_answered on question (answered_by);
