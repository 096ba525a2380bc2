-- A picture with nothing on it is a signature of nothing (M-12, M-31).
alter table files add column blank boolean not null default false;
