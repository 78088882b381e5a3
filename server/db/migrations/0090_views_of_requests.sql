-- Views of the list of requests for tax invoices were kept under a place that is no page; they open again.
update saved_views v set list = 'tax-invoices'
where v.list = 'tax-requests' and not exists (
  select from saved_views o where o.org_id = v.org_id and o.person_id = v.person_id and o.list = 'tax-invoices' and o.name = v.name);
update preferred_views p set list = 'tax-invoices'
where p.list = 'tax-requests' and not exists (
  select from preferred_views o where o.org_id = p.org_id and o.person_id = p.person_id and o.list = 'tax-invoices');
