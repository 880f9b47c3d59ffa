-- contract: rows are of the moment in which they are written, and the bound is 30 days away, because a gateway whose migration
-- stops between this and V23 goes on writing until then.
-- Prepares the table for becoming a partition (V23) without reading it under a lock: the bound isn't checked yet.
do $$
begin
  execute format('alter table request_log add constraint request_log_before_bound check (created_at < %L::timestamptz) not valid',
    to_char((now() at time zone 'UTC')::date + 30, 'YYYY-MM-DD') || ' 00:00:00+00');
end $$;
