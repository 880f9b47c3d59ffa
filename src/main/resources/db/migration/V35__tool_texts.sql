-- An account may have the descriptions of its tools kept, cut at 1,000 characters. They are null for all other accounts.
alter table account add column if not exists keep_tool_texts boolean not null default false;
alter table tool_health add column if not exists description text;
