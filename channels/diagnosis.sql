-- What the doctor asks the database.

-- name: versions
select current_setting('server_version_num')::int, current_setting('server_version'),
    (select extversion from pg_extension where extname = 'vector');

-- name: app_role  the service's own login and what it must not be
select r.rolcanlogin, r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolinherit,
    (select count(*) from pg_class c where c.relowner = r.oid) + (select count(*) from pg_proc f where f.proowner = r.oid)
        + (select count(*) from pg_namespace n where n.nspowner = r.oid),
    (select coalesce(string_agg(g.rolname, ', ' order by g.rolname), '') from pg_auth_members m join pg_roles g on g.oid = m.roleid
        where m.member = r.oid
            and g.rolname not in ('noa_patient', 'noa_student', 'noa_professional', 'noa_admin', 'noa_indexer', 'noa_integrator'))
from pg_roles r where r.rolname = 'noa_app';

-- name: public_text  whether our own profiles inherit literal text from a grant to everybody
select has_column_privilege('noa_patient', 'public.documents', 'content', 'select');

-- name: ledger  whether events are insert-only here: by trigger, always, and by grant
select exists (select from pg_trigger where tgrelid = 'public.cognitive_events'::regclass and tgname = 'noa_insert_only'
        and tgenabled = 'A'),
    (select coalesce(string_agg(distinct coalesce(r.rolname, 'public'), ', '), '') from pg_class c, aclexplode(c.relacl) g
        left join pg_roles r on r.oid = g.grantee
        where c.oid = 'public.cognitive_events'::regclass and g.grantee <> c.relowner
            and g.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE'));

-- name: institutions  how many are the default, and whether it declared what patients and students may open
select count(*) filter (where i.is_default),
    count(*) filter (where i.is_default and exists (select from noa.category_rules r where r.institution_id = i.id and r.kind = 'public')),
    count(*) filter (where i.is_default and exists (select from noa.category_rules r where r.institution_id = i.id and r.kind = 'teaching'))
from noa.institutions i;

-- name: demo_accounts
select count(*) from public.users where email like '%@demo.noa';

-- name: nameless_profiles  people whose type names no profile: they can do nothing
select count(*) from public.users where noa.profile_of(type) is null;

-- name: become  to look at a table as a profile; the claims stay empty, so no row is seen
select set_config('role', %(role)s, true);

-- name: look  refused where an existing policy looks at a table that ours may not
select id from public.documents limit 1;

-- name: audit
select id from public.cognitive_events limit 1;
