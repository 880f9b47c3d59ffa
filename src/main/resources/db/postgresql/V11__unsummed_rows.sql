-- Finds rows that are not in the sums of their hours and days yet. New rows are not in it, so that it costs them nothing.
create index request_log_unsummed on request_log (account_id, created_at) where not summed;
