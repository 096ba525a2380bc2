-- What is read out to 119, 110 and 120: where the centre stands and which gate to come to.
alter table sites add column address text not null default '';
