-- Finds the requests of a session. Partitions of days have it. Only the parent gets it here, which needs no time: the partition of
-- releases before (request_log_before) may be large and could not be written to meanwhile.
create index if not exists request_log_by_session on only request_log (account_id, session_id, created_at);
do $$
declare
  day text;
begin
  for day in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'request_log'::regclass and c.relname <> 'request_log_before' loop
    execute format('create index if not exists %I on %I (account_id, session_id, created_at)', day || '_by_session', day);
    execute format('alter index request_log_by_session attach partition %I', day || '_by_session');
  end loop;
end $$;
