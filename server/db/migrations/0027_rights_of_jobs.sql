-- Roles out of the box of organisations that are there may see the work of others, as those of a new one do.
insert into role_permissions (org_id, role_id, permission)
select r.org_id, r.role_id, 'job.read_all' from roles r
where r.is_builtin and r.code in ('administrator', 'general_manager', 'finance_manager')
on conflict do nothing;

-- Nothing ever wrote or read how numbers are formed; a series is prefix, year and six digits.
drop table number_formats;
