-- migrate:up
-- The ledger's trees: every event becomes a leaf of its institution's Merkle tree, whose heads are signed (RFC 6962, C2SP).
do $$
begin
    if not exists (select from pg_roles where rolname = 'noa_integrator') then
        create role noa_integrator nologin; -- puts events into trees; may change nothing that is there
    end if;
exception when duplicate_object then null; -- another database of this server was faster
end $$;
grant noa_integrator to noa_app;
grant usage on schema noa to noa_integrator;
do $$
begin
    grant usage on schema public to noa_integrator;
exception when insufficient_privilege then
    raise notice 'usage on public is granted to everybody here already';
end $$;

-- The transaction that an event came with: how the integrator finds what is new without a trigger, late commits
-- included (core/ledger/README.md). The default is stable, so a table that is there is not rewritten.
alter table public.cognitive_events
    add column if not exists recorded_in xid8 not null default pg_current_xact_id();
create index if not exists cognitive_events_recorded on public.cognitive_events (recorded_in, id);

grant select (id, institution_id, person_id, intent, action, decision_result, source, metadata, created_at, recorded_in)
    on public.cognitive_events to noa_integrator;
grant insert (id, intent, action, decision_result, source, metadata, institution_id, person_id)
    on public.cognitive_events to noa_integrator;
grant noa_identity to current_user;
grant execute on function noa.default_institution_id() to noa_integrator;
revoke noa_identity from current_user;
create policy noa_integrates on public.cognitive_events for select to noa_integrator using (true);
-- The one event of its own: that a salt was erased.
create policy noa_tells_of_erasure on public.cognitive_events as permissive for insert to noa_integrator
    with check (action = 'LEDGER_SALT_ERASED');
create policy noa_tells_of_erasure_only on public.cognitive_events as restrictive for insert to noa_integrator
    with check (action = 'LEDGER_SALT_ERASED');

-- No foreign key to the events: a leaf must stay, and tell, when somebody removes its event.
create table noa.ledger_leaves (
    institution_id uuid not null,
    leaf_index bigint not null check (leaf_index >= 0),
    event_id uuid not null unique,        -- an event is in one tree, once
    leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
    entry bytea not null,                 -- canonical JSON (RFC 8785), made once and never again
    primary key (institution_id, leaf_index)
);

-- Hashes of complete subtrees of 16, 256, 4096 … leaves; what lies between is computed from at most 16 of them.
create table noa.ledger_nodes (
    institution_id uuid not null,
    level smallint not null check (level > 0 and level % 4 = 0),
    node_index bigint not null check (node_index >= 0),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (institution_id, level, node_index)
);

create table noa.ledger_checkpoints (
    institution_id uuid not null,
    size bigint not null check (size > 0),
    root bytea not null check (octet_length(root) = 32),
    note text not null,                   -- signed (c2sp.org/tlog-checkpoint), its time cosigned
    created_at timestamptz not null,      -- the cosigned time
    primary key (institution_id, size)
);

-- What a person's fields in leaves are salted with. Erasing one leaves commitments that nobody can open, and the
-- digest that its event of erasure names: without such an event in the tree nothing passes for erased.
create table noa.ledger_salts (
    institution_id uuid not null,
    person_id uuid not null,              -- the nil uuid: fields of events of nobody
    salt bytea check (octet_length(salt) = 32),
    erased_as bytea check (octet_length(erased_as) = 32),
    primary key (institution_id, person_id),
    check ((salt is null) <> (erased_as is null))
);

do $$
declare
    name text;
begin
    foreach name in array array['ledger_leaves', 'ledger_nodes', 'ledger_checkpoints', 'ledger_salts'] loop
        execute format('alter table noa.%I enable row level security, force row level security', name);
        execute format('create policy owner_maintains on noa.%I to current_user using (true) with check (true)', name);
        execute format('create policy integrates on noa.%I to noa_integrator using (true) with check (true)', name);
        execute format('grant select, insert on noa.%I to noa_integrator', name);
        continue when name = 'ledger_salts';
        execute format('create policy audits on noa.%I for select to noa_admin using
            ((select noa.profile()) = ''admin'' and institution_id = (select noa.institution_id()))', name);
        execute format('grant select on noa.%I to noa_admin', name);
        execute format('create trigger noa_insert_only before update or delete or truncate on noa.%I
            for each statement execute function noa.refuse_change()', name);
        execute format('alter table noa.%I enable always trigger noa_insert_only', name);
    end loop;
end $$;
grant update (salt, erased_as) on noa.ledger_salts to noa_integrator;

-- The integrator reads the events too: existing policies may look at other tables for it.
select noa.unsee_existing();

-- migrate:down
-- forward only
