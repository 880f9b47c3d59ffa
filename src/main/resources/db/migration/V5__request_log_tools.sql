-- Which tools pruning kept and which it left out, by name: JSON lists, bounded; null where nothing was ranked.
alter table request_log add column tools_kept text;
alter table request_log add column tools_dropped text;
