-- migrate:up
-- Supabase's roles, auth.uid() and extension schema, only where Supabase's own are missing.
do $$
declare
    missing text;
begin
    foreach missing in array array['anon', 'authenticated', 'service_role'] loop
        if not exists (select from pg_roles where rolname = missing) then
            begin
                execute format('create role %I nologin', missing);
            exception when duplicate_object then null; -- another database of this server was faster
            end;
        end if;
    end loop;
    if to_regnamespace('auth') is null then
        create schema auth;
        grant usage on schema auth to anon, authenticated, service_role;
        create function auth.uid() returns uuid language sql stable as
            'select nullif(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub'', '''')::uuid';
    end if;
    if to_regnamespace('extensions') is null then
        create schema extensions;
    end if;
    if not exists (select from pg_extension where extname = 'vector') then
        create extension vector schema extensions;
    end if;
end $$;

-- migrate:down
-- forward only
