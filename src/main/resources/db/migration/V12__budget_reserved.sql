-- What each replica has set aside of budgets for requests that run, behind by a tenth of a second: what a replica that was killed had
-- set aside counts as spent for ten minutes.
create table budget_reserved (
  replica varchar(40)  not null,
  meter   varchar(200) not null,
  amount  bigint       not null,
  set_at  timestamp with time zone not null,
  primary key (replica, meter)
);
create index budget_reserved_by_meter on budget_reserved (meter, set_at);
