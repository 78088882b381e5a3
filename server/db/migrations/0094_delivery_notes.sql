-- The signed delivery note 签收单 of a delivery, as a PDF or a photo: what its confirmation stands on.
create table delivery_notes (
  org_id int not null,
  note_id uuid not null,
  delivery_id uuid not null,
  entity_id uuid not null,
  customer_id uuid not null,
  file_id uuid not null,
  -- SHA-256 of what was kept; the file itself lies sealed under another hash.
  sha256 bytea not null check (octet_length(sha256) = 32),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, note_id),
  foreign key (org_id, delivery_id) references deliveries,
  foreign key (org_id, file_id) references files,
  foreign key (org_id, entity_id) references entities,
  foreign key (org_id, customer_id) references customers
);
create index delivery_notes_by_delivery on delivery_notes (org_id, delivery_id, note_id);
call guard('delivery_notes', 'append', true, true);
