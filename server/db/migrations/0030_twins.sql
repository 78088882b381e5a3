-- One customer entered twice: what likely pairs are found by, the pairs, what people said of them, and the merging.

-- The keys of a customer's names, as `nameKeys` in TypeScript writes them. Equality is leakproof, so the index serves
-- behind row security and the wall itself holds the search.
create table customer_keys (
  org_id int not null,
  key text collate "C" not null,
  customer_id uuid not null,
  primary key (org_id, key, customer_id),
  foreign key (org_id, customer_id) references customers
);
create index customer_keys_by_customer on customer_keys (org_id, customer_id);
call guard('customer_keys', 'keep', false, true);

-- Whose keys and pairs are to be worked out anew. A queue without a key over the customer: nobody waits for it, and
-- what is queued while it is being worked at stays queued.
create table customer_recounts (
  org_id int not null references organisations,
  recount_id bigint not null generated always as identity,
  customer_id uuid not null,
  primary key (org_id, recount_id)
);
create index customer_recounts_by_customer on customer_recounts (org_id, customer_id);
call guard('customer_recounts', 'keep', false, true);

-- By which contacts of two customers are seen to be one person; equal, and gone with what they are made of.
alter table contacts add column email_key text collate "C" generated always as (nullif(lower(trim(email)), '')) stored;
alter table contacts add column phone_key text collate "C" generated always as (
  case when length(regexp_replace(phone, '[^0-9]', '', 'g')) >= 7 then right(regexp_replace(phone, '[^0-9]', '', 'g'), 11) end) stored;
create index contacts_by_email on contacts (org_id, email_key) where email_key is not null;
create index contacts_by_phone on contacts (org_id, phone_key) where phone_key is not null;

-- Likely pairs, the smaller id first. Written by a job from what stands in the files.
create table customer_twins (
  org_id int not null,
  customer_id uuid not null,
  other_id uuid not null,
  score int not null check (score between 0 and 100),
  evidence jsonb not null,
  primary key (org_id, customer_id, other_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, other_id) references customers,
  check (customer_id < other_id)
);
create index customer_twins_by_score on customer_twins (org_id, score desc, customer_id desc, other_id desc);
create index customer_twins_by_other on customer_twins (org_id, other_id);
call guard('customer_twins', 'keep', false, true);
create policy other_in_scope on customer_twins as restrictive to duebook_scoped
  using (app_customers() = '' or other_id in (select scope_customers()));

-- What a person said: these two are different customers. Ended when it is taken back.
create table customer_differences (
  org_id int not null,
  difference_id uuid not null,
  customer_id uuid not null,
  other_id uuid not null,
  reason text not null,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_why text,
  primary key (org_id, difference_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, other_id) references customers,
  check (customer_id < other_id)
);
create unique index customer_differences_alive on customer_differences (org_id, customer_id, other_id) where ended_at is null;
call guard('customer_differences', 'open', false, true);
revoke update on customer_differences from duebook_app, duebook_scoped;
grant update (ended_at, ended_why) on customer_differences to duebook_app, duebook_scoped;

-- A customer that was merged is archived and points to the one that survives, through however many mergings.
alter table customers add column merged_into uuid;
alter table customers add foreign key (org_id, merged_into) references customers;
alter table customers add check (merged_into is null or (state = 'archived' and merged_into <> customer_id));
create index customers_by_survivor on customers (org_id, merged_into) where merged_into is not null;

create table customer_merges (
  org_id int not null,
  merge_id uuid not null,
  customer_id uuid not null,
  into_id uuid not null,
  -- Whether it was archived before, and the names the survivor got from it.
  was_archived boolean not null,
  alias_ids uuid[] not null,
  reason text not null,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_why text,
  primary key (org_id, merge_id),
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, into_id) references customers,
  check (customer_id <> into_id)
);
create unique index customer_merges_alive on customer_merges (org_id, customer_id) where ended_at is null;
create index customer_merges_by_survivor on customer_merges (org_id, into_id) where ended_at is null;
call guard('customer_merges', 'open', false, true);
revoke update on customer_merges from duebook_app, duebook_scoped;
grant update (ended_at, ended_why) on customer_merges to duebook_app, duebook_scoped;

-- Whoever enters or changes what a customer is known by leaves the recounting to the job, and need not know of it.
create function recount_entered() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into customer_recounts (org_id, customer_id) select distinct org_id, customer_id from entered;
  return null;
end $$;
create function recount_changed() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into customer_recounts (org_id, customer_id) values (new.org_id, new.customer_id);
  return null;
end $$;
revoke all on function recount_entered() from public;
revoke all on function recount_changed() from public;
create trigger recount_entered after insert on customers referencing new table as entered for each statement execute function recount_entered();
create trigger recount_entered after insert on customer_aliases referencing new table as entered for each statement execute function recount_entered();
create trigger recount_entered after insert on contacts referencing new table as entered for each statement execute function recount_entered();
create trigger recount_changed after update of number, name, name_en, tax_id, head_office_id on customers for each row
  when ((old.number, old.name, old.name_en, old.tax_id, old.head_office_id)
    is distinct from (new.number, new.name, new.name_en, new.tax_id, new.head_office_id))
  execute function recount_changed();
create trigger recount_changed after update of ended_at on customer_aliases for each row execute function recount_changed();
create trigger recount_changed after update of phone, email on contacts for each row execute function recount_changed();

insert into customer_recounts (org_id, customer_id) select org_id, customer_id from customers;
