-- Confirmations 红字发票信息确认单: what of a blue tax invoice is to be taken back by a red one, and whether the other side agrees.
create table red_confirmations (
  org_id int not null,
  confirmation_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  -- Ours; the platform's is beside it.
  number text collate "C" not null,
  platform_number text collate "C",
  blue_id uuid not null,
  credit_note_id uuid,
  -- Who began it at the tax platform.
  started_by text not null check (started_by in ('seller', 'buyer')),
  -- 冲红原因: 01 开票有误, 02 销货退回, 03 服务中止, 04 销售折让.
  reason_code text not null check (reason_code in ('01', '02', '03', '04')),
  -- Whether the buyer has deducted it 用途确认 or booked it 入账: only then must the other side confirm.
  buyer_use text not null check (buyer_use in ('none', 'deducted', 'booked')),
  state text not null check (state in ('draft', 'waiting', 'confirmed', 'refused', 'expired', 'withdrawn', 'stopped', 'issued')),
  -- What the platform last said: hzqrxxztDm.
  platform_code text check (platform_code ~ '^(0[1-9]|1[0-3])$'),
  currency char(3) not null,
  -- What is taken back, positive.
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  amount_minor bigint not null check (amount_minor > 0),
  note text,
  drafted_on date not null,
  drafted_by uuid not null,
  asked_at timestamptz,
  -- When it lapses unless the other side has answered.
  expires_at timestamptz,
  answered_at timestamptz,
  -- Why it was withdrawn or refused.
  reason text,
  red_id uuid,
  version int not null default 1,
  recorded_at timestamptz not null,
  primary key (org_id, confirmation_id),
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, blue_id) references tax_invoices (org_id, tax_invoice_id),
  foreign key (org_id, red_id) references tax_invoices (org_id, tax_invoice_id),
  foreign key (org_id, credit_note_id) references invoices (org_id, invoice_id),
  check (net_minor + tax_minor = amount_minor),
  check ((state = 'issued') = (red_id is not null)),
  check ((state = 'waiting') <= (expires_at is not null))
);
create unique index red_confirmations_number on red_confirmations (org_id, entity_id, number);
create unique index red_confirmations_platform on red_confirmations (org_id, platform_number) where platform_number is not null;
create index red_confirmations_by_day on red_confirmations (org_id, drafted_on, confirmation_id);
create index red_confirmations_by_amount on red_confirmations (org_id, amount_minor, confirmation_id);
create index red_confirmations_by_blue on red_confirmations (org_id, blue_id);
create index red_confirmations_by_red on red_confirmations (org_id, red_id) where red_id is not null;
create index red_confirmations_by_credit on red_confirmations (org_id, credit_note_id) where credit_note_id is not null;
create index red_confirmations_waiting on red_confirmations (org_id, expires_at) where state = 'waiting';
call guard('red_confirmations', 'open', true, true);

-- Which credit note 红字应收单 a red tax invoice stands for, and how much of it.
create table red_credits (
  org_id int not null,
  red_credit_id uuid not null,
  tax_invoice_id uuid not null,
  credit_note_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  end_reason text,
  primary key (org_id, red_credit_id),
  foreign key (org_id, tax_invoice_id) references tax_invoices,
  foreign key (org_id, credit_note_id) references invoices (org_id, invoice_id)
);
create index red_credits_by_red on red_credits (org_id, tax_invoice_id) where ended_at is null;
create index red_credits_by_credit on red_credits (org_id, credit_note_id) where ended_at is null;
call guard('red_credits', 'open');
revoke update on red_credits from duebook_app, duebook_scoped;
grant update (ended_at, ended_by, end_reason) on red_credits to duebook_app, duebook_scoped;
