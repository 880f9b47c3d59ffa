-- Who is signed in at the dashboard. The browser holds a random token, this table its SHA-256; a session goes with its key.

create table dashboard_session (
  token_hash varchar(64) not null primary key,
  key_hash   varchar(64) not null references api_key (key_hash) on delete cascade,
  ends_at    timestamp with time zone not null
);
create index dashboard_session_by_key on dashboard_session (key_hash);
create index dashboard_session_by_end on dashboard_session (ends_at);
