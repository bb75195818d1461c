-- migrate:up
-- The ledger: events are inserted, never changed (plan §12), and each names its institution and person.
alter table public.cognitive_events
    add column if not exists institution_id uuid,
    add column if not exists person_id uuid;
create index if not exists cognitive_events_by_institution
    on public.cognitive_events (institution_id, created_at desc);

create function noa.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% on %.% is refused: it is insert-only', tg_op, tg_table_schema, tg_table_name
        using errcode = '42501';
end $$;
revoke execute on function noa.refuse_change() from public;

-- Per statement, so that a statement that would touch no row is refused too; ENABLE ALWAYS, so that
-- neither service_role nor replica mode goes around it. Its owner still could drop it: the ledger's proofs are for that.
create trigger noa_insert_only before update or delete or truncate on public.cognitive_events
    for each statement execute function noa.refuse_change();
alter table public.cognitive_events enable always trigger noa_insert_only;
revoke update, delete, truncate on public.cognitive_events from public, anon, authenticated, service_role;

grant insert (id, intent, action, decision_result, source, metadata, institution_id, person_id)
    on public.cognitive_events to noa_patient, noa_student, noa_professional, noa_admin, noa_clerk, noa_custodian;
grant select on public.cognitive_events to noa_admin;

do $$
declare
    own constant text := 'institution_id = (select noa.institution_id()) and person_id = (select noa.person_id())';
    writers constant text := 'noa_patient, noa_student, noa_professional, noa_admin, noa_clerk, noa_custodian';
    of_institution constant text :=
        'coalesce(institution_id, (select noa.default_institution_id())) = (select noa.institution_id())';
begin
    execute format('create policy noa_writes on public.cognitive_events as permissive for insert to %s
        with check (%s)', writers, own);
    execute format('create policy noa_writes_only on public.cognitive_events as restrictive for insert to %s
        with check (%s)', writers, own);
    execute format('create policy noa_audits on public.cognitive_events as permissive for select to noa_admin
        using (%s)', of_institution);
    execute format('create policy noa_audits_only on public.cognitive_events as restrictive for select to
        noa_patient, noa_student, noa_professional, noa_admin using ((select noa.profile()) = ''admin'' and %s)',
        of_institution);
end $$;

-- Somebody without a profile here was turned away: the one event that is told without entering. Only of accounts
-- that exist, so that nothing can be written about strangers.
create function noa.tell_refused_entry(event uuid, person uuid, institution uuid) returns void
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
    select event, 'NONE', 'ENTRY_REFUSED', 'DENIED', 'noa', jsonb_build_object('reason', 'no_profile'), i.id, u.id
    from public.users u, noa.institutions i
    where u.id = person and i.id = institution and noa.identify(person, institution) is null
$$;
grant insert (id, intent, action, decision_result, source, metadata, institution_id, person_id)
    on public.cognitive_events to noa_identity;
create policy noa_turns_away on public.cognitive_events as permissive for insert to noa_identity
    with check (action = 'ENTRY_REFUSED');
create policy noa_turns_away_only on public.cognitive_events as restrictive for insert to noa_identity
    with check (action = 'ENTRY_REFUSED');
grant noa_identity to current_user;
grant create on schema noa to noa_identity;
alter function noa.tell_refused_entry(uuid, uuid, uuid) owner to noa_identity;
revoke create on schema noa from noa_identity;
revoke execute on function noa.tell_refused_entry(uuid, uuid, uuid) from public;
grant execute on function noa.tell_refused_entry(uuid, uuid, uuid) to noa_app;
revoke noa_identity from current_user;

-- migrate:down
-- forward only
