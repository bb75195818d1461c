-- migrate:up
-- Existing policies TO public are tried for our roles too, and may look at tables that our roles have no business with
-- ("is this person among the administrators of public.users?"): every query would be refused. There our roles are
-- granted the columns that are looked at and see no row, so that an existing policy adds nothing for them.

-- Run again when policies of an existing database changed; tells which tables were looked at. A table whose row level
-- security is off is left alone, because a grant would show its rows.
create function noa.unsee_existing() returns setof text language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    looked record;
begin
    for looked in
        with recursive ours (role) as (
            select r.oid from pg_roles r
            where r.rolname like 'noa\_%' and r.rolname not in ('noa_app', current_user) and not r.rolsuper
        ), uses (role, place, seen, part) as (
            select o.role, p.polrelid, d.refobjid, d.refobjsubid
            from ours o, pg_policy p, pg_depend d
            where p.polrelid in ('public.users'::regclass, 'public.documents'::regclass, 'public.cognitive_events'::regclass)
                and exists (select from pg_attribute a where a.attrelid = p.polrelid and a.attnum > 0
                    and (has_column_privilege(o.role, p.polrelid, a.attnum, 'select')
                        or has_column_privilege(o.role, p.polrelid, a.attnum, 'insert')))
                and 0 = any (p.polroles) and d.classid = 'pg_policy'::regclass and d.objid = p.oid
                and d.refclassid = 'pg_class'::regclass and d.refobjid <> p.polrelid
            union
            select u.role, p.polrelid, d.refobjid, d.refobjsubid
            from uses u, pg_policy p, pg_depend d
            where p.polrelid = u.seen and 0 = any (p.polroles) and d.classid = 'pg_policy'::regclass and d.objid = p.oid
                and d.refclassid = 'pg_class'::regclass and d.refobjid <> p.polrelid
        )
        select c.oid::regclass as seen, string_agg(distinct format('%I', a.attname), ', ') as parts,
            string_agg(distinct u.role::regrole::text, ', ') as roles
        from uses u
        join pg_class c on c.oid = u.seen and c.relkind in ('r', 'p') and c.relrowsecurity
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and u.part in (0, a.attnum)
        -- a role that has a policy of ours there was let in on purpose
        where not exists (select from pg_policy p where p.polrelid = c.oid and u.role = any (p.polroles)
            and p.polname <> 'noa_unseen')
        group by c.oid
    loop
        execute format('drop policy if exists noa_unseen on %s', looked.seen);
        execute format('create policy noa_unseen on %s as restrictive for select to %s using (false)',
            looked.seen, looked.roles);
        execute format('grant select (%s) on %s to %s', looked.parts, looked.seen, looked.roles);
        return next looked.seen::text;
    end loop;
end $$;
revoke execute on function noa.unsee_existing() from public;
select noa.unsee_existing();

-- migrate:down
-- forward only
