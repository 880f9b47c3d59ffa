-- contract: the table keeps its name and its columns, and all rows stay where they are: the old table becomes the first partition.
-- Partitions of a day each can be dropped when they are old. The gateway makes those of the coming days; what has none is in
-- request_log_other. Each partition has a key of its own, because the id can't be one of all partitions.
do $$
declare
  bound timestamptz := (select substring(pg_get_constraintdef(oid) from '''([^'']+)''')::timestamptz from pg_constraint
    where conname = 'request_log_before_bound' and conrelid = 'request_log'::regclass);
  day timestamptz := date_trunc('day', now(), 'UTC') - interval '24 hours';
begin
  alter table request_log rename to request_log_before;
  alter index request_log_by_account rename to request_log_before_by_account;
  alter index request_log_unsummed rename to request_log_before_unsummed;
  create table request_log (like request_log_before including defaults) partition by range (created_at);
  alter table request_log add foreign key (account_id) references account (id) on delete cascade;
  create index request_log_by_account on request_log (account_id, created_at);
  create index request_log_unsummed on request_log (account_id, created_at) where not summed;
  if exists (select 1 from request_log_before) then
    execute format('alter table request_log attach partition request_log_before for values from (minvalue) to (%L)', bound);
    day := bound;
  else
    drop table request_log_before;
  end if;
  create table request_log_other partition of request_log (primary key (id)) default;
  while day < now() + interval '7 days' loop
    execute format('create table %I partition of request_log (primary key (id)) for values from (%L) to (%L)',
      'request_log_' || to_char(day at time zone 'UTC', 'YYYYMMDD'), day, day + interval '24 hours');
    day := day + interval '24 hours';
  end loop;
end $$;
