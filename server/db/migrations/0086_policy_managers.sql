insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, 'approval.policy.manage' from roles r
where r.is_builtin and r.code in ('administrator', 'general_manager', 'finance_manager')
   or exists (
     select from role_permissions p
     where p.org_id = r.org_id and p.role_id = r.role_id and p.permission = 'organisation.manage')
on conflict do nothing;
