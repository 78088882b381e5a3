-- Messages that came back about letters: what they say, of which letter, and what they did. The message lies sealed as it arrived.
create table returned_letters (
  org_id int not null references organisations,
  returned_id uuid not null,
  -- By which the same message is known again.
  sha256 bytea not null,
  file_id uuid not null,
  outcome text not null check (outcome in ('bounced', 'delayed', 'arrived', 'noted', 'unclear', 'unmatched')),
  letter_kind text check (letter_kind in ('dispatch', 'page', 'reminder', 'confirmation')),
  letter_id uuid,
  subject_id uuid,
  entity_id uuid,
  customer_id uuid,
  -- What may name a person stands here and in the message alone, and in no event.
  address text,
  status text,
  words text,
  title text,
  sender text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, returned_id),
  unique (org_id, sha256),
  foreign key (org_id, file_id) references files,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, recorded_by) references people (org_id, person_id),
  check ((letter_kind is null) = (letter_id is null)),
  check ((outcome = 'unmatched') = (letter_id is null))
);
create index returned_letters_by_outcome on returned_letters (org_id, outcome, returned_id);
create index returned_letters_by_customer on returned_letters (org_id, customer_id, returned_id) where customer_id is not null;
create index returned_letters_by_letter on returned_letters (org_id, letter_id) where letter_id is not null;
call guard('returned_letters', 'open', true, true);
revoke update on returned_letters from duebook_app, duebook_scoped;
grant update (address, words, title, sender) on returned_letters to duebook_app, duebook_scoped;

-- Why a confirmation or a reminder came back, in the words of a mail server.
alter table receipt_confirmations add column refused_with text;
alter table reminders add column refused_with text;

insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, 'returned_letter.take' from roles r
where r.is_builtin and r.code in ('finance_manager', 'receivables_clerk')
on conflict do nothing;

-- Whether letters leave for one organisation of this installation alone.
create function only_organisation() returns boolean
language sql stable security definer set search_path = public as $$
  select count(*) = 1 from organisations where not is_demo
$$;
revoke all on function only_organisation() from public;
grant execute on function only_organisation() to duebook_app, duebook_scoped;
