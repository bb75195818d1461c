-- migrate:up
-- Who a turn runs for: the claims, the canonical profile (plan §5.4) and the one way in.

-- The claims of this transaction. STABLE, never IMMUTABLE: a cached plan must not remember a person.
create function noa.person_id() returns uuid language sql stable
    as $$ select nullif(current_setting('noa.person_id', true), '')::uuid $$;
create function noa.institution_id() returns uuid language sql stable
    as $$ select nullif(current_setting('noa.institution_id', true), '')::uuid $$;
create function noa.profile() returns text language sql stable
    as $$ select nullif(current_setting('noa.profile', true), '') $$;

-- The profile that a users.type names: both languages' spellings; anything else names none.
create function noa.profile_of(type text) returns text language sql immutable as $$
    select case lower(btrim(type))
        when 'paciente' then 'patient' when 'patient' then 'patient'
        when 'aluno' then 'student' when 'estudante' then 'student' when 'student' then 'student'
        when 'profissional' then 'professional' when 'professional' then 'professional'
        when 'admin' then 'admin' when 'administrador' then 'admin' when 'master' then 'admin'
    end
$$;

grant select (id, email, name, type, is_official) on public.users to noa_identity;
create policy noa_identity_reads on public.users for select to noa_identity using (true);

-- The institution whose rows carry no institution of their own.
create function noa.default_institution_id() returns uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp
    as $$ select id from noa.institutions where is_default $$;

-- Whether somebody belongs here: a membership that is not disabled, or the default institution of a
-- single-institution database, whose people have no membership rows at all.
create function noa.belongs(person uuid, institution uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(
        (select disabled_at is null from noa.memberships where user_id = person and institution_id = institution),
        institution = (select id from noa.institutions where is_default)
            and not exists (select from noa.memberships where user_id = person)
    )
$$;

-- The profile of a person at an institution, or null.
create function noa.identify(person uuid, institution uuid) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select noa.profile_of(type) from public.users where id = person and noa.belongs(person, institution)
$$;

-- What a login needs; the service compares the password outside the database.
create function noa.login_by_email(address text, institution_slug text default null)
    returns table (user_id uuid, institution_id uuid, institution text, password_hash text, profile text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select u.id, i.id, i.slug, c.password_hash, noa.profile_of(u.type)
    from public.users u
    join noa.credentials c on c.user_id = u.id
    join noa.institutions i on noa.belongs(u.id, i.id)
    where lower(u.email) = lower(btrim(address)) and (institution_slug is null or i.slug = institution_slug)
    order by i.is_default, i.created_at
    limit 1
$$;

-- Who somebody is, for a page's greeting and landing route; official professionals land elsewhere (plan §5.4.1).
create function noa.myself() returns table (name text, profile text, is_official boolean, institution text, locale text, timezone text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select u.name, noa.profile(), coalesce(u.is_official, false) and noa.profile() = 'professional',
        i.name, i.locale, i.timezone
    from public.users u, noa.institutions i
    where u.id = noa.person_id() and i.id = noa.institution_id()
$$;

grant noa_identity to current_user;
grant create on schema noa to noa_identity;
alter function noa.default_institution_id() owner to noa_identity;
alter function noa.belongs(uuid, uuid) owner to noa_identity;
alter function noa.identify(uuid, uuid) owner to noa_identity;
alter function noa.login_by_email(text, text) owner to noa_identity;
alter function noa.myself() owner to noa_identity;
revoke create on schema noa from noa_identity;

-- The one way in: sets the claims, then the role, for this transaction. A second entry is denied, because
-- no profile role may execute it; a person without a profile here is an error (NOA01), not a role.
create function noa.enter(person uuid, institution uuid) returns text language plpgsql as $$
declare
    found_profile constant text := noa.identify(person, institution);
begin
    if found_profile is null then
        raise exception 'no profile' using errcode = 'NOA01';
    end if;
    perform set_config('noa.person_id', person::text, true),
            set_config('noa.institution_id', institution::text, true),
            set_config('noa.profile', found_profile, true),
            set_config('request.jwt.claims', jsonb_build_object('sub', person)::text, true);
    perform set_config('role', 'noa_' || found_profile, true);
    return found_profile;
end $$;

revoke execute on function noa.person_id(), noa.institution_id(), noa.profile(), noa.profile_of(text),
    noa.default_institution_id(), noa.belongs(uuid, uuid), noa.identify(uuid, uuid),
    noa.login_by_email(text, text), noa.myself(), noa.enter(uuid, uuid) from public;
grant execute on function noa.person_id(), noa.institution_id(), noa.profile(), noa.profile_of(text),
    noa.default_institution_id()
    to noa_app, noa_patient, noa_student, noa_professional, noa_admin,
       noa_identity, noa_search, noa_reader, noa_custodian, noa_clerk;
grant execute on function noa.belongs(uuid, uuid) to noa_identity;
grant execute on function noa.identify(uuid, uuid), noa.login_by_email(text, text), noa.enter(uuid, uuid) to noa_app;
grant execute on function noa.myself() to noa_patient, noa_student, noa_professional, noa_admin;
revoke noa_identity from current_user;

-- migrate:down
-- forward only
