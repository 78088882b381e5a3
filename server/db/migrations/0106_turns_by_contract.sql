-- Tax and revenue of the invoices of a billing run may stand where what each contract bills puts them.
alter table billing_runs drop constraint billing_runs_tax_point_check;
alter table billing_runs add constraint billing_runs_tax_point_check check (tax_point in ('now', 'later', 'by_contract'));
alter table billing_runs drop constraint billing_runs_revenue_check;
alter table billing_runs add constraint billing_runs_revenue_check check (revenue in ('now', 'later', 'by_contract'));
