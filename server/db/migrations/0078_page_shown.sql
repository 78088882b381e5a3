-- What a customer was shown of its account, kept from the first look on: later looks and the agreement are of the same.
alter table pages
  add column shown jsonb,
  add constraint pages_shown check (shown is null or kind = 'statement');
grant update (shown) on pages to duebook_app, duebook_scoped;
