-- Adds up money and stays bigint: what sum() of bigint does by way of numeric, which large reports feel in every group.
-- A total that does not fit is an error, as it is for sum()::int8.
create aggregate total(bigint) (sfunc = int8pl, stype = bigint, combinefunc = int8pl, parallel = safe);
