-- What replicas have to forget. The one row of change_counter is locked by whoever writes a change, until its transaction
-- ends: so changes become visible in the order of their numbers, without a gap, and a reader that knows the last number
-- it saw misses none.

create table change_counter (
  last bigint not null
);
insert into change_counter (last) values (0);

create table state_change (
  id         bigint       not null primary key,
  kind       varchar(20)  not null,
  subject    varchar(120) not null,
  changed_at timestamp with time zone not null
);
