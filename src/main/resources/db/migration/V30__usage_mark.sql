-- In which hours of a UTC day an account's requests have something that is rare, so that their rows are found without reading all others:
-- a surface, an operation, a tool that was wanted, a tag. Bit 0 is the hour from 00:00. Written with the rows in one transaction.
create table if not exists usage_mark (
  account_id varchar(40) not null references account (id) on delete cascade,
  epoch_day  bigint      not null,
  mark       varchar(80) not null,
  hours      bigint      not null,
  primary key (account_id, mark, epoch_day)
);

-- All 24 hours where it isn't known.
alter table usage_tag add column if not exists hours bigint not null default 16777215;

-- The mark '*': rows of these days were written by the release before, which knows no marks, and replicas of which may still be running
-- today and tomorrow.
insert into usage_mark (account_id, epoch_day, mark, hours)
select account_id, epoch_day, '*', 16777215
from (
  select account_id, epoch_day from usage_day
  union
  select id, cast(floor(extract(epoch from current_timestamp) / 86400) as bigint) + ahead from account cross join (values (0), (1)) as days (ahead)
) days
where not exists (select 1 from usage_mark m where m.account_id = days.account_id and m.epoch_day = days.epoch_day and m.mark = '*');
