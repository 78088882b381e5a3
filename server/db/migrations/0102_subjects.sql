-- Every document takes comments and tasks. Which kinds there are is declared in one place, `tasks/subjects-contract.ts`, from
-- which the contract checks what is asked.
alter table comments drop constraint comments_subject_kind_check;
alter table comments add constraint comments_subject_kind_check check (subject_kind ~ '^[a-z]+(_[a-z]+)*$');
alter table tasks drop constraint tasks_subject_kind_check;
alter table tasks add constraint tasks_subject_kind_check check (subject_kind ~ '^[a-z]+(_[a-z]+)*$');

-- What stands on a document that tells of everybody's customers, such as an entry of the journal, is for nobody who sees some
-- of them alone, as the document itself is not.
alter table comments add column whole boolean not null default false;
alter table tasks add column whole boolean not null default false;
create policy scoped_whole on comments as restrictive for select to duebook_scoped using (not whole or app_customers() = '');
create policy scoped_whole on tasks as restrictive to duebook_scoped
  using (not whole or app_customers() = '' or app_person() = any (people)) with check (true);
