-- The template of the house has editions: a contract keeps the one it began with, those until now the first.
alter table contracts add column steps_edition smallint not null default 1;
