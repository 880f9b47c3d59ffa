-- Finds the requests of a session, those that failed, and those whose model wanted a tool that was left out. Partitions of days have
-- these indexes. Only the parent gets them here, which needs no time: the partition of releases before (request_log_before) may be large
-- and could not be written to meanwhile. It is read as before.
create index if not exists request_log_by_session on only request_log (account_id, session_id, created_at);
create index if not exists request_log_failed on only request_log (account_id, created_at) where status >= 400 or error_code is not null;
create index if not exists request_log_recall on only request_log (account_id, created_at)
  where tools_recovered is not null or tools_refused is not null;
do $$
declare
  day text;
begin
  for day in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'request_log'::regclass and c.relname <> 'request_log_before' loop
    execute format('create index if not exists %I on %I (account_id, session_id, created_at)', day || '_by_session', day);
    execute format('alter index request_log_by_session attach partition %I', day || '_by_session');
    execute format('create index if not exists %I on %I (account_id, created_at) where status >= 400 or error_code is not null',
      day || '_failed', day);
    execute format('alter index request_log_failed attach partition %I', day || '_failed');
    execute format('create index if not exists %I on %I (account_id, created_at) where tools_recovered is not null or tools_refused is not null',
      day || '_recall', day);
    execute format('alter index request_log_recall attach partition %I', day || '_recall');
  end loop;
end $$;
