-- What a database really grants, as its catalogs say.

-- name: columns  every column of the tables that the proofs look at: all of schema noa, and the public ones
select c.relnamespace::regnamespace || '.' || c.relname, a.attname::text
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace::regnamespace::text in ('noa', 'public');

-- name: held_column_privileges
select r.role, t.name, p.privilege, a.attname::text
from (select c.oid, c.relnamespace::regnamespace || '.' || c.relname as name from pg_class c
    where c.relkind in ('r', 'p', 'v', 'm', 'f')) t
join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
cross join unnest(%(roles)s::text[]) r (role)
cross join unnest(array['select', 'insert', 'update', 'references']) p (privilege)
where (t.name like 'noa.%%' or t.name = any (%(tables)s)) and exists (select from pg_roles where rolname = r.role)
    and has_column_privilege(r.role, t.oid, a.attnum, p.privilege);

-- name: held_table_privileges
select r.role, t.name, p.privilege
from (select c.oid, c.relnamespace::regnamespace || '.' || c.relname as name from pg_class c
    where c.relkind in ('r', 'p', 'v', 'm', 'f')) t
cross join unnest(%(roles)s::text[]) r (role)
cross join unnest(array['delete', 'truncate', 'trigger']) p (privilege)
where (t.name like 'noa.%%' or t.name = any (%(tables)s)) and exists (select from pg_roles where rolname = r.role)
    and has_table_privilege(r.role, t.oid, p.privilege);

-- name: held_functions
select f.proname::text, f.proowner::regrole::text, f.prosecdef, f.provolatile::text,
    coalesce((select string_agg(r.role, ' ' order by r.role collate "C") from unnest(%(roles)s::text[] || array['public']) r (role)
        where (r.role = 'public' or exists (select from pg_roles where rolname = r.role))
            and has_function_privilege(r.role, f.oid, 'execute')), '')
from pg_proc f where f.pronamespace = 'noa'::regnamespace and %(tables)s::text[] is not null;

-- name: memberships  who may become whom, among these roles
select m.role, g.role from unnest(%(roles)s::text[]) m (role), unnest(%(roles)s::text[]) g (role)
where m.role <> g.role and exists (select from pg_roles where rolname = m.role)
    and exists (select from pg_roles where rolname = g.role) and pg_has_role(m.role, g.role, 'member');

-- name: powers  roles with an attribute that they must not have
select rolname from pg_roles where rolname = any (%(roles)s) and rolname like 'noa\_%%'
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
        or rolcanlogin <> (rolname = any (%(logins)s)) or rolinherit = (rolname = 'noa_app'));

-- name: schema_rights
select r.role, p.privilege from unnest(%(roles)s::text[] || array['public']) r (role), unnest(array['usage', 'create']) p (privilege)
where (r.role = 'public' or exists (select from pg_roles where rolname = r.role)) and has_schema_privilege(r.role, 'noa', p.privilege);

-- name: owners  what our roles own besides functions
select c.oid::regclass::text from pg_class c where c.relowner::regrole::text like 'noa\_%%' and c.relowner::regrole::text <> 'noa_owner';

-- name: unforced  tables of schema noa whose row level security is off or not forced
select c.relnamespace::regnamespace || '.' || c.relname from pg_class c
where c.relnamespace = 'noa'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity);

-- name: unsecured  tables of ours in public, made by the baseline, whose row level security is off
select c.relnamespace::regnamespace || '.' || c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relrowsecurity;

-- name: lonely_walls  policies of ours on existing tables that are not both permissive and restrictive, with one rule
select p.policyname::text from pg_policies p
where p.schemaname = 'public' and p.policyname like 'noa\_%%' and p.policyname not like 'noa\_mirrors\_%%'
    and p.policyname not in ('noa_unseen', 'noa_audits', 'noa_audits_only')
    and (p.qual is distinct from 'true' or p.cmd <> 'SELECT') -- an inner role that may see every row has nothing to keep out
    and not exists (select from pg_policies t where t.schemaname = p.schemaname and t.tablename = p.tablename
        and t.policyname = case when p.policyname like '%%\_only' then left(p.policyname, -5) else p.policyname || '_only' end
        and t.permissive <> p.permissive and t.cmd = p.cmd and t.roles = p.roles
        and t.qual is not distinct from p.qual and t.with_check is not distinct from p.with_check);

-- name: unpinned  functions that run as their owner without a pinned search path, temporary objects last
select f.proname::text from pg_proc f where f.pronamespace = 'noa'::regnamespace and f.prosecdef
    and not exists (select from unnest(f.proconfig) c where c like 'search_path=%%' and c like '%%pg_temp');
