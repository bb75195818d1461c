-- What a database looks like: everything in schema public and auth that a migration could change.

-- name: tables
select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1;

-- name: columns
select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r';

-- name: policies
select tablename::text, policyname::text, array_to_string(roles, ' '), permissive, cmd, qual, with_check from pg_policies
where schemaname = 'public';

-- name: grants  to whom; of columns only where whole tables are granted too
select c.relname::text, coalesce(r.rolname, 'public')::text, g.privilege_type
from pg_class c, aclexplode(c.relacl) g left join pg_roles r on r.oid = g.grantee
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r';

-- name: security
select relname::text, relrowsecurity, relforcerowsecurity, relowner::regrole::text from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r';

-- name: constraints
select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) from pg_constraint
where connamespace = 'public'::regnamespace;

-- name: indexes
select indexname::text, indexdef from pg_indexes where schemaname = 'public';

-- name: sequences
select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S';

-- name: triggers
select tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid) from pg_trigger
where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace);

-- name: functions
select proname::text, prosrc, proowner::regrole::text from pg_proc where pronamespace in ('auth'::regnamespace, 'public'::regnamespace)
    and probin is null;
