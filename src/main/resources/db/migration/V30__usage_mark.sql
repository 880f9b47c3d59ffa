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
