-- Sealing an existing database: today's access as it is, and the statements that keep it while closing literal text.

-- name: open_tables  existing tables whose row level security is off: who may do what today
select c.oid::regclass::text as place, coalesce(r.rolname, 'public')::text as role,
    array_agg(distinct lower(g.privilege_type) order by lower(g.privilege_type)) as commands
from pg_class c
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attacl is not null
cross join lateral (select * from aclexplode(c.relacl) union all select * from aclexplode(a.attacl)) g
left join pg_roles r on r.oid = g.grantee
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
    and c.relname = any (%(tables)s) and g.grantee <> c.relowner
    and g.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') and coalesce(r.rolname, '') not like 'noa\_%%'
group by 1, 2
order by 1, 2;

-- name: silent_tables  the same tables where nobody but the owner may do anything
select c.oid::regclass::text from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity and c.relname = any (%(tables)s)
order by 1;

-- name: mirrored  one command as everybody has it today who is granted it
select format('drop policy if exists %%1$I on %%2$s', 'noa_mirrors_' || %(command)s::text, %(place)s::text),
    format('create policy %%1$I on %%2$s as permissive for %%3$s to %%4$s %%5$s', 'noa_mirrors_' || %(command)s::text, %(place)s::text, %(command)s::text,
        (select string_agg(case role when 'public' then 'public' else quote_ident(role) end, ', ') from unnest(%(roles)s::text[]) role),
        case %(command)s::text when 'insert' then 'with check (true)' when 'update' then 'using (true) with check (true)'
            else 'using (true)' end);

-- name: secured
select format('alter table %%s enable row level security', %(place)s::text);

-- name: text_readers  who may read a column of literal text today, and what else of the table they may read
select coalesce(r.rolname, 'public')::text as role,
    array_agg(distinct a.attname::text order by a.attname::text) filter (where a.attname = any (%(secret)s)) as secret,
    array_agg(distinct a.attname::text order by a.attname::text) filter (where a.attname <> all (%(secret)s)) as kept
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
cross join lateral (select * from aclexplode(c.relacl) union all select * from aclexplode(a.attacl)) g
left join pg_roles r on r.oid = g.grantee
where c.oid = 'public.documents'::regclass and g.privilege_type = 'SELECT'
    and (g.grantee = 0 or r.rolname in ('anon', 'authenticated'))
group by 1
having bool_or(a.attname = any (%(secret)s))
order by 1;

-- name: closed  literal text for one of them; the columns that it may read otherwise stay
select format('revoke select on public.documents from %%s', grantee),
    case when columns <> '' then format('grant select (%%s) on public.documents to %%s', columns,
        case %(role)s::text when 'public' then 'anon, authenticated' else grantee end) end,
    case %(role)s::text when 'public' then 'grant select on public.documents to service_role' end
from (select case %(role)s::text when 'public' then 'public' else quote_ident(%(role)s::text) end as grantee,
    (select coalesce(string_agg(quote_ident(kept), ', '), '') from unnest(%(kept)s::text[]) kept) as columns) to_whom;

-- name: text_views  views that show literal text with their owner's rights to those who may read the view
select distinct v.oid::regclass::text
from pg_rewrite w
join pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refobjid = 'public.documents'::regclass
join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and a.attname = any (%(secret)s)
where coalesce(v.reloptions::text, '') !~ 'security_invoker=(true|on|1)'
    and (has_table_privilege('anon', v.oid, 'select') or has_table_privilege('authenticated', v.oid, 'select'))
order by 1;

-- name: unsee  let existing policies look at their tables, without our roles seeing a row
select noa.unsee_existing();
