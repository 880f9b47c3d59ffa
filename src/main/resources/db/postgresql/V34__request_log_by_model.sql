-- Finds the requests of a model that comes every few hours, whose hours have thousands of other rows. As in V31, partitions of days have
-- the index, and the partition of releases before is read as before.
create index if not exists request_log_by_model on only request_log (account_id, model, created_at);
do $$
declare
  day text;
begin
  for day in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'request_log'::regclass and c.relname <> 'request_log_before' loop
    execute format('create index if not exists %I on %I (account_id, model, created_at)', day || '_by_model', day);
    execute format('alter index request_log_by_model attach partition %I', day || '_by_model');
  end loop;
end $$;
