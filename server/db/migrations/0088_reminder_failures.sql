-- A letter of a reminder that could not leave: the job that was to send it, and what the mail server said last.
alter table reminders
  add column job_id uuid,
  add column failure text,
  -- Whether somebody gave the address; any other is looked up anew before the letter leaves.
  add column recipient_given boolean not null default false,
  add foreign key (org_id, job_id) references jobs;

update reminders r set job_id = (
  select j.job_id from jobs j
  where j.org_id = r.org_id and j.kind = 'reminder.send' and j.input ->> 'reminder_id' = r.reminder_id::text
  order by j.job_id desc limit 1)
where r.state in ('queued', 'sending');
