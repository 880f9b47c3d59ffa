-- Which stored response has an item, so that a reference to the item is held to the account of the response. The id itself isn't kept.
create table if not exists response_item (
  item_hash     varchar(64) not null primary key,
  response_hash varchar(64) not null references response_owner (id_hash) on delete cascade
);
create index if not exists response_item_by_response on response_item (response_hash);
