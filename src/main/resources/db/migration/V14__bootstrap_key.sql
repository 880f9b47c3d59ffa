-- Secrets that once were given for the first key. None of them is made a key a second time.
create table bootstrap_key (
  key_hash varchar(64) primary key
);
