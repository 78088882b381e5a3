-- SMS as a way of dispatch. What the service gave a message as its number, and its word where it refused one.
alter table dispatches drop constraint dispatches_channel_check;
alter table dispatches add constraint dispatches_channel_check check (channel in ('mail', 'sms', 'link', 'courier', 'hand'));
alter table dispatches add column receipt text, add column refused_with text;

alter table billing_ways drop constraint billing_ways_channel_check;
alter table billing_ways add constraint billing_ways_channel_check check (channel in ('mail', 'sms', 'link', 'courier', 'hand', 'none'));

-- How a page goes to its recipient.
alter table pages add column channel text not null default 'mail' check (channel in ('mail', 'sms'));
alter table pages add column receipt text, add column refused_with text;
grant update (receipt, refused_with) on pages to duebook_app, duebook_scoped;

-- Short messages handed to the service, by a keyed hash of the number and the day, so that nobody gets more of them in a day than
-- a service takes, and nothing tells later who got any.
create table short_messages (
  org_id int not null references organisations,
  message_id uuid not null,
  number_hash bytea not null,
  primary key (org_id, message_id)
);
create index short_messages_by_number on short_messages (number_hash);
call guard('short_messages', 'append');

-- How many of them all organisations of this installation handed over: they share one account with the service.
create function short_messages_to(hash bytea) returns int
language sql stable security definer set search_path = public as $$
  select count(*)::int from short_messages where number_hash = hash
$$;
revoke all on function short_messages_to(bytea) from public;
grant execute on function short_messages_to(bytea) to duebook_app, duebook_scoped;
