-- Which part of a prompt was another one than in the session's turn before, so that the provider's cache didn't have it, and what that
-- cost more in US dollars. Null where the cache should have had it, where nothing is known, and in rows of before.
alter table request_log add column if not exists cache_break_reason varchar(60);
alter table request_log add column if not exists cache_break_usd numeric(20, 9);
