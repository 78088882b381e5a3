-- A customer confirms what its own file says, as it does its goods and its account.
alter table pages drop constraint pages_kind_check;
alter table pages add constraint pages_kind_check check (kind in ('delivery', 'statement', 'file'));
