-- migrate:up
-- The schema noa: institutions, memberships and the roles under which a turn runs.
create schema if not exists noa;
revoke all on schema noa from public;

do $$
declare
    wanted record;
begin
    for wanted in
        select * from (values
            ('noa_app', 'login noinherit'),        -- the service's own login: owns nothing, may only enter
            ('noa_patient', 'nologin'), ('noa_student', 'nologin'),
            ('noa_professional', 'nologin'), ('noa_admin', 'nologin'),
            ('noa_identity', 'nologin'),           -- knows who somebody is
            ('noa_search', 'nologin'),             -- proposes candidates; never sees content
            ('noa_reader', 'nologin'),             -- reads literal text, by the rule
            ('noa_custodian', 'nologin'),          -- keeps judgements and quarantines
            ('noa_clerk', 'nologin')               -- writes executions and closes offers
        ) as roles (name, attributes)
    loop
        if not exists (select from pg_roles where rolname = wanted.name) then
            begin
                execute format('create role %I %s', wanted.name, wanted.attributes);
            exception when duplicate_object then null; -- another database of this server was faster
            end;
        end if;
    end loop;
end $$;
grant noa_patient, noa_student, noa_professional, noa_admin to noa_app;
grant usage on schema noa to noa_app, noa_patient, noa_student, noa_professional, noa_admin,
    noa_identity, noa_search, noa_reader, noa_custodian, noa_clerk;
do $$
declare
    name text;
begin
    execute format('grant connect on database %I to noa_app', current_database());
    foreach name in array array['public', 'extensions'] loop
        execute format('grant usage on schema %I to noa_app, noa_patient, noa_student, noa_professional, noa_admin,
            noa_identity, noa_search, noa_reader, noa_custodian, noa_clerk', name);
    end loop;
exception when insufficient_privilege then
    raise notice 'usage on public and extensions is granted to everybody here already';
end $$;

-- The versions that were applied here, by whichever runner; null where they were applied by hand and nobody noted them.
create function noa.applied_migrations() returns text[]
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    noted text[];
    runner text;
begin
    foreach runner in array array['noa.schema_migrations', 'supabase_migrations.schema_migrations'] loop
        if to_regclass(runner) is not null then
            execute format('select array_agg(version::text) from %s', runner) into noted;
            return noted;
        end if;
    end loop;
    return null;
end $$;
revoke execute on function noa.applied_migrations() from public;
grant execute on function noa.applied_migrations() to noa_app;

create table noa.institutions (
    id uuid primary key default gen_random_uuid(),
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null,
    is_default boolean not null default false, -- rows of a single-institution database belong to this one
    locale text not null default 'pt-BR',
    timezone text not null default 'America/Sao_Paulo',
    created_at timestamptz not null default now()
);
create unique index institutions_one_default on noa.institutions (is_default) where is_default;
insert into noa.institutions (slug, name, is_default) values ('default', 'Instituição', true);

create table noa.category_rules (
    institution_id uuid not null references noa.institutions,
    category text not null,
    kind text not null check (kind in ('public', 'teaching')),
    primary key (institution_id, category, kind)
);

create table noa.memberships (
    institution_id uuid not null references noa.institutions,
    user_id uuid not null,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (institution_id, user_id)
);

create table noa.credentials (
    user_id uuid primary key,
    password_hash text not null,
    updated_at timestamptz not null default now()
);

-- Only the owner maintains these; everybody else goes through the functions below.
do $$
declare
    name text;
begin
    foreach name in array array['institutions', 'category_rules', 'memberships', 'credentials'] loop
        execute format('alter table noa.%I enable row level security, force row level security', name);
        execute format('create policy owner_maintains on noa.%I to current_user using (true) with check (true)', name);
        execute format('create policy identity_reads on noa.%I for select to noa_identity using (true)', name);
        execute format('grant select on noa.%I to noa_identity', name);
    end loop;
end $$;

-- migrate:down
-- forward only
