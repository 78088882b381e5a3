-- Invoices 应收单 and receipts 收款单. Their claims and credits stand in open_items.
create table invoices (
  org_id int not null,
  invoice_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  bill_to_id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note', 'charge', 'opening')),
  number text collate "C" not null,
  issued_on date not null,
  posted_on date not null,
  due_on date,
  -- For lists, as plain columns: behind row security an index on an expression would not be used.
  due_key date generated always as (coalesce(due_on, 'infinity'::date)) stored,
  term_days int generated always as (due_on - issued_on) stored,
  currency char(3) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  rate numeric(24, 10) not null,
  terms_id uuid,
  terms_rule jsonb,
  base_days jsonb not null default '{}',
  salesperson_id uuid,
  department_id uuid,
  reference text,
  note text,
  tax_invoice_state text not null default 'none' check (tax_invoice_state in ('none', 'part', 'full')),
  state text not null default 'issued' check (state in ('issued', 'corrected', 'undone')),
  corrects_id uuid,
  credits_id uuid,
  import_id uuid,
  entry_id uuid not null,
  recorded_at timestamptz not null,
  version int not null default 1,
  primary key (org_id, invoice_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, bill_to_id) references customers (org_id, customer_id),
  foreign key (org_id, terms_id) references payment_terms,
  foreign key (org_id, entry_id) references entries,
  foreign key (org_id, corrects_id) references invoices (org_id, invoice_id),
  foreign key (org_id, credits_id) references invoices (org_id, invoice_id)
);
-- What an import brought and was undone gives its number back.
create unique index invoices_number on invoices (org_id, entity_id, number) where state <> 'undone';
create index invoices_by_issued on invoices (org_id, issued_on, invoice_id, due_key);
create index invoices_by_due on invoices (org_id, due_key, invoice_id, issued_on);
create index invoices_by_term on invoices (org_id, term_days);
create index invoices_by_amount on invoices (org_id, amount_minor, invoice_id);
create index invoices_by_number on invoices (org_id, number, invoice_id, issued_on, due_key);
create index invoices_by_entity on invoices (org_id, entity_id, currency, issued_on);
create index invoices_by_currency on invoices (org_id, currency);
create index invoices_by_kind on invoices (org_id, kind) where kind <> 'invoice';
create index invoices_by_state on invoices (org_id, state) where state <> 'issued';
create index invoices_by_credited on invoices (org_id, credits_id) where credits_id is not null;
create index invoices_by_corrected on invoices (org_id, corrects_id) where corrects_id is not null;
create index invoices_by_customer on invoices (org_id, customer_id, issued_on, invoice_id);
create index invoices_by_import on invoices (org_id, import_id) where import_id is not null;

create table invoice_lines (
  org_id int not null,
  invoice_id uuid not null,
  line smallint not null,
  description text not null,
  product text,
  quantity numeric(28, 13),
  unit text,
  unit_price numeric(28, 13),
  price_includes_tax boolean not null default false,
  is_discount boolean not null default false,
  tax_code text not null,
  tax_rate numeric(7, 4) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null,
  primary key (org_id, invoice_id, line),
  foreign key (org_id, invoice_id) references invoices
);

create table receipts (
  org_id int not null,
  receipt_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  payer_id uuid,
  payer_name text,
  number text collate "C" not null,
  method text not null check (method in ('transfer', 'cash', 'cheque', 'card', 'electronic', 'opening', 'other')),
  received_on date not null,
  posted_on date not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor > 0),
  base_minor bigint not null,
  rate numeric(24, 10) not null,
  bank_charge_minor bigint not null default 0,
  is_advance boolean not null default false,
  reference text,
  note text,
  state text not null default 'posted' check (state in ('posted', 'corrected', 'undone')),
  corrects_id uuid,
  import_id uuid,
  entry_id uuid not null,
  recorded_at timestamptz not null,
  version int not null default 1,
  primary key (org_id, receipt_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, payer_id) references customers (org_id, customer_id),
  foreign key (org_id, entry_id) references entries,
  foreign key (org_id, corrects_id) references receipts (org_id, receipt_id)
);
create unique index receipts_number on receipts (org_id, entity_id, number) where state <> 'undone';
create index receipts_by_day on receipts (org_id, received_on, receipt_id);
create index receipts_by_customer on receipts (org_id, customer_id, received_on, receipt_id);
create index receipts_by_number on receipts (org_id, number, receipt_id);
create index receipts_by_entity on receipts (org_id, entity_id, currency);
create index receipts_by_currency on receipts (org_id, currency);
create index receipts_by_method on receipts (org_id, method) where method <> 'transfer';
create index receipts_by_state on receipts (org_id, state) where state <> 'posted';
create index receipts_by_amount on receipts (org_id, amount_minor, receipt_id);
create index receipts_by_import on receipts (org_id, import_id) where import_id is not null;

call guard('invoices', 'open', true, true);
call guard('invoice_lines', 'append');
call guard('receipts', 'open', true, true);

-- Of a document only what has no accounting effect may be amended.
revoke update on invoices, receipts from duebook_app, duebook_scoped;
grant update (reference, note, state, version, bill_to_id, tax_invoice_state, salesperson_id, department_id, due_on, base_days) on invoices to duebook_app, duebook_scoped;
grant update (reference, note, state, version, payer_id, payer_name) on receipts to duebook_app, duebook_scoped;

-- The due day of an invoice follows the due days of its claims: the latest of them.
create function follow_due_day() returns trigger language plpgsql as $$
begin
  update invoices v set due_on = (
    select max(i.due_on) from open_items i where i.org_id = v.org_id and i.document_id = v.invoice_id and i.entry_id = v.entry_id)
  where v.org_id = new.org_id and v.invoice_id = new.document_id;
  return null;
end $$;
create trigger follow_due_day after update of due_on on open_items for each row
  when (old.due_on is distinct from new.due_on) execute function follow_due_day();
