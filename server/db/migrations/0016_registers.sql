-- The registers of write-offs, small differences and transfers find their few rows among all applications.
create index applications_by_kind on applications (org_id, kind, applied_on, application_id)
  where kind in ('write_off', 'difference', 'transfer');
