-- What was taken to the tax platform: each file, and the documents it asks for.
create table tax_exports (
  org_id int not null,
  export_id uuid not null,
  entity_id uuid not null,
  layout text not null,
  -- The most one document may come to without tax; null where there is no such limit.
  quota_minor bigint check (quota_minor > 0),
  split_by_tax_code boolean not null,
  documents int not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (org_id, export_id),
  foreign key (org_id, entity_id) references entities
);

create table tax_export_documents (
  org_id int not null,
  export_id uuid not null,
  -- 发票流水号: the number of the request and which of its documents.
  serial text collate "C" not null,
  tax_request_id uuid not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  amount_minor bigint not null,
  primary key (org_id, export_id, serial),
  foreign key (org_id, export_id) references tax_exports,
  foreign key (org_id, tax_request_id) references tax_requests
);
create index tax_export_documents_by_request on tax_export_documents (org_id, tax_request_id);

call guard('tax_exports', 'append', true);
call guard('tax_export_documents', 'append');

-- What was last said of the same goods on a tax invoice: proposed the next time.
create table tax_item_names (
  org_id int not null,
  description text not null,
  item_name text not null,
  classification text check (classification ~ '^\d{19}$'),
  model text,
  primary key (org_id, description)
);
call guard('tax_item_names', 'open');
