-- What the catalogs offer to break. Each row: what is broken, and the statement that breaks it.

-- name: policies  dropped
select format('policy dropped: %s on %s', p.policyname, t.name), format('drop policy %I on %s', p.policyname, t.name)
from pg_policies p cross join lateral (select format('%I.%I', p.schemaname, p.tablename) as name) t
where p.schemaname = 'noa' or (p.schemaname = 'public' and p.policyname like 'noa\_%') order by 1;

-- name: weakened_policies  with no test at all
select format('policy weakened: %s %s on %s', p.policyname, w.kind, t.name),
    format('alter policy %I on %s %s (true)', p.policyname, t.name, w.kind)
from pg_policies p cross join lateral (select format('%I.%I', p.schemaname, p.tablename) as name) t
cross join lateral (values ('using', p.qual), ('with check', p.with_check)) w (kind, test)
where (p.schemaname = 'noa' or (p.schemaname = 'public' and p.policyname like 'noa\_%')) and w.test <> 'true' order by 1;

-- name: policy_tests  the tests themselves, to be broken apart
select p.policyname::text, format('%I.%I', p.schemaname, p.tablename), w.kind, w.test
from pg_policies p cross join lateral (values ('using', p.qual), ('with check', p.with_check)) w (kind, test)
where (p.schemaname = 'noa' or (p.schemaname = 'public' and p.policyname like 'noa\_%')) and w.test <> 'true' order by 1, 2, 3;

-- name: row_level_security  switched off, or no longer forced
select format('row level security %s: %s', s.what, t.name), format('alter table %s %s row level security', t.name, s.statement)
from pg_class c cross join lateral (select c.oid::regclass::text as name) t
cross join (values ('off', 'disable'), ('not forced', 'no force')) s (what, statement)
where c.relnamespace::regnamespace::text in ('noa', 'public') and c.relkind in ('r', 'p')
    and case s.statement when 'disable' then c.relrowsecurity else c.relforcerowsecurity end order by 1;

-- name: triggers  dropped, disabled, or no longer fired always
select format('trigger %s: %s on %s', s.what, g.tgname, g.tgrelid::regclass), format(s.statement, g.tgrelid::regclass, g.tgname)
from pg_trigger g
cross join (values ('dropped', 'drop trigger %2$I on %1$s'), ('disabled', 'alter table %1$s disable trigger %2$I'),
    ('only at origin', 'alter table %1$s enable trigger %2$I')) s (what, statement)
where not g.tgisinternal and g.tgrelid in (select oid from pg_class where relnamespace::regnamespace::text in ('noa', 'public'))
    and (s.what <> 'only at origin' or g.tgenabled = 'A') order by 1;

-- name: constraints  dropped, with what depends on them
select format('constraint dropped: %s on %s', c.conname, c.conrelid::regclass),
    format('alter table %s drop constraint %I cascade', c.conrelid::regclass, c.conname)
from pg_constraint c where c.connamespace = 'noa'::regnamespace and c.contype in ('c', 'u', 'p', 'f')
    and c.conrelid::regclass::text <> 'noa.schema_migrations' order by 1;

-- name: unique_indexes  dropped
select format('unique index dropped: %s', i.indexrelid::regclass), format('drop index %s', i.indexrelid::regclass)
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indisunique and c.relnamespace::regnamespace::text in ('noa', 'public')
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by 1;

-- name: not_nulls  columns that may be empty now
select format('may be null: %s.%s', c.oid::regclass, a.attname), format('alter table %s alter %I drop not null', c.oid::regclass, a.attname)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attnotnull
where c.relnamespace = 'noa'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations'
    and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)) order by 1;

-- name: defaults  columns that nobody fills in now
select format('no default: %s.%s', c.oid::regclass, a.attname), format('alter table %s alter %I drop default', c.oid::regclass, a.attname)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atthasdef
where (c.relnamespace = 'noa'::regnamespace and c.relname <> 'schema_migrations'
    or c.oid = 'public.documents'::regclass and a.attname = 'status') and c.relkind = 'r' order by 1;

-- name: revoked  each privilege that one of our roles holds, by table and by column
select format('revoked: %s %s from %s', p.privilege, p.name, p.role), format('revoke %s from %s', p.target, p.role)
from (
    select g.grantee::regrole::text as role, lower(g.privilege_type) as privilege, c.oid::regclass::text as name,
        format('%s on %s', g.privilege_type, c.oid::regclass) as target
    from pg_class c, aclexplode(c.relacl) g where c.relkind = 'r'
    union all
    select g.grantee::regrole::text, lower(g.privilege_type), format('%s.%I', c.oid::regclass, a.attname),
        format('%s (%I) on %s', g.privilege_type, a.attname, c.oid::regclass)
    from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) g where c.relkind = 'r'
    union all
    select g.grantee::regrole::text, lower(g.privilege_type), f.proname::text, format('execute on function %s', f.oid::regprocedure)
    from pg_proc f, aclexplode(f.proacl) g where f.pronamespace = 'noa'::regnamespace and g.grantee <> f.proowner
    union all
    select g.grantee::regrole::text, lower(g.privilege_type), 'schema noa', 'usage on schema noa'
    from pg_namespace n, aclexplode(n.nspacl) g where n.nspname = 'noa'
) p
where p.role like 'noa\_%' and p.role <> 'noa_owner' order by 1;

-- name: granted  each privilege on our tables that one of these roles does not hold
select format('granted: %s %s to %s', p.privilege, c.oid::regclass, r.role), format('grant %s on %s to %s', p.privilege, c.oid::regclass, r.role)
from pg_class c
cross join unnest(array['noa_app', 'noa_patient', 'noa_student', 'noa_professional', 'noa_admin', 'noa_identity', 'noa_search',
    'noa_reader', 'noa_custodian', 'noa_clerk', 'noa_indexer', 'noa_integrator', 'anon', 'authenticated', 'public']) r (role)
cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p (privilege)
where c.relkind = 'r' and (c.relnamespace = 'noa'::regnamespace or c.relnamespace = 'public'::regnamespace)
    and not has_table_privilege(r.role, c.oid, p.privilege)
    -- a grant of what the role holds column by column gives nothing new
    and (p.privilege not in ('select', 'insert', 'update', 'references') or exists (select from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and not has_column_privilege(r.role, c.oid, a.attnum, p.privilege)))
order by 1;

-- name: granted_columns  the same for single columns of tables where the role holds others
select format('granted: %s %s.%s to %s', p.privilege, c.oid::regclass, a.attname, r.role),
    format('grant %s (%I) on %s to %s', p.privilege, a.attname, c.oid::regclass, r.role)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
cross join unnest(array['noa_patient', 'noa_student', 'noa_professional', 'noa_admin', 'noa_identity', 'noa_search',
    'noa_custodian', 'noa_clerk', 'noa_indexer', 'noa_integrator']) r (role)
cross join unnest(array['select', 'insert', 'update']) p (privilege)
where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('noa', 'public')
    and has_any_column_privilege(r.role, c.oid, p.privilege) and not has_column_privilege(r.role, c.oid, a.attnum, p.privilege)
order by 1;

-- name: functions  called by somebody else, run as somebody else, or with somebody else's search path
select format('function %s: %s', s.what, f.proname), format(s.statement, f.oid::regprocedure)
from pg_proc f
cross join (
    select 'callable by ' || role, 'grant execute on function %s to ' || role
    from unnest(array['public', 'anon', 'authenticated', 'service_role', 'noa_app', 'noa_patient', 'noa_student', 'noa_professional',
        'noa_admin', 'noa_identity', 'noa_search', 'noa_reader', 'noa_custodian', 'noa_clerk', 'noa_indexer', 'noa_integrator']) role
    union all values ('run as its caller', 'alter function %s security invoker'),
        ('run as its owner', 'alter function %s security definer'),
        ('owned by the owner', 'alter function %s owner to noa_owner'),
        ('without search path', 'alter function %s reset search_path'),
        ('with temporary objects first', 'alter function %s set search_path = '''''),
        ('remembered', 'alter function %s immutable')
) s (what, statement)
where f.pronamespace = 'noa'::regnamespace and case
    when s.what like 'callable by %' then not has_function_privilege(substr(s.what, 13), f.oid, 'execute')
    when s.what in ('run as its caller', 'without search path', 'with temporary objects first') then f.prosecdef
    when s.what = 'run as its owner' then not f.prosecdef
    when s.what = 'owned by the owner' then f.proowner::regrole::text <> 'noa_owner'
    else f.provolatile = 's' and f.prorettype <> 'trigger'::regtype end order by 1;

-- name: roles  with a power too many, or able to become somebody else
select format('role made %s: %s', s.what, r.rolname), format('alter role %I %s', r.rolname, s.what)
from pg_roles r cross join unnest(array['superuser', 'bypassrls', 'createrole', 'createdb', 'replication', 'login', 'inherit', 'nologin',
    'noinherit']) s (what)
where r.rolname like 'noa\_%' and r.rolname <> 'noa_owner'
    and (s.what in ('superuser', 'bypassrls', 'createrole', 'createdb', 'replication')
        or s.what = 'login' and not r.rolcanlogin or s.what = 'nologin' and r.rolcanlogin
        or s.what = 'inherit' and not r.rolinherit or s.what = 'noinherit' and r.rolinherit)
union all
select format('role may become another: %s %s', m.rolname, g.rolname), format('grant %I to %I', g.rolname, m.rolname)
from pg_roles m, pg_roles g
where m.rolname <> g.rolname and g.rolname like 'noa\_%' and g.rolname <> 'noa_owner'
    and (m.rolname like 'noa\_%' and m.rolname <> 'noa_owner' or m.rolname in ('anon', 'authenticated'))
    and not pg_has_role(m.oid, g.oid, 'member')
    and not pg_has_role(g.oid, m.oid, 'member')
union all
select format('role may no longer become: noa_app %s', g.rolname), format('revoke %I from noa_app granted by noa_owner', g.rolname)
from pg_roles g where g.rolname like 'noa\_%' and g.rolname <> 'noa_app' and pg_has_role('noa_app', g.oid, 'member')
union all
select format('schema noa: %s to %s', p.privilege, r.role), format('grant %s on schema noa to %s', p.privilege, r.role)
from unnest(array['public', 'anon', 'authenticated', 'service_role', 'noa_app', 'noa_professional', 'noa_reader']) r (role),
    unnest(array['usage', 'create']) p (privilege)
where not has_schema_privilege(r.role, 'noa', p.privilege)
order by 1;

-- name: definition  the statement that makes a function
select pg_get_functiondef(f.oid) from pg_proc f where f.pronamespace = 'noa'::regnamespace and f.proname = %(name)s;
