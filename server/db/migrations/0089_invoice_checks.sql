-- A check before the invoice 开票前核对: what one contract has ready, for its customer to confirm or contest by line, as a settlement
-- bill is; one that was issued without an answer says why in its reason.
alter table settlements add column kind text not null default 'month' check (kind in ('month', 'check'));
alter table settlements add column contract_id uuid;
alter table settlements add foreign key (org_id, contract_id) references contracts;
alter table settlements add check ((kind = 'check') = (contract_id is not null));
alter table settlements drop constraint settlements_check1;
alter table settlements add check (
  state not in ('confirmed', 'contested', 'issued') or (answered_on is not null and answered_how is not null)
  or (state = 'issued' and kind = 'check' and reason is not null));
create index settlements_by_contract on settlements (org_id, contract_id, settlement_id) where contract_id is not null;

-- When what a customer was asked to check may be issued without its answer.
alter table billing_rules add column unanswered text not null default 'after_reply'
  check (unanswered in ('never', 'after_reply', 'always'));

-- A billing run puts tax and revenue of its invoices where the bill of one contract may put them.
alter table billing_runs add column tax_point text check (tax_point in ('now', 'later'));
alter table billing_runs add column revenue text check (revenue in ('now', 'later'));
