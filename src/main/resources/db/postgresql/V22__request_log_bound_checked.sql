-- contract: checks the rows that are there, while others are read and written.
alter table request_log validate constraint request_log_before_bound;
