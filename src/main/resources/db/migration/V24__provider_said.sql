-- What the provider said when it refused the credential or the call, without secrets and without a prompt; null where it didn't.
alter table request_log add column if not exists provider_said varchar(500);
