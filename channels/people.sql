-- name: ensure_institution  an institution by its slug, made when missing
insert into noa.institutions (slug, name) values (%(slug)s, %(name)s)
on conflict (slug) do update set slug = excluded.slug returning id;

-- name: find_institution  an institution by its slug, or the default one
select id from noa.institutions where slug = %(slug)s or (%(slug)s::text is null and is_default);

-- name: ensure_category_rule  what an institution declares about a category
insert into noa.category_rules (institution_id, category, kind) values (%(institution_id)s, %(category)s, %(kind)s)
on conflict do nothing;

-- name: ensure_user  an account by its e-mail, made when missing
insert into public.users (email, name, type) values (lower(%(email)s), %(name)s, %(type)s)
on conflict (email) do update set type = excluded.type, name = coalesce(excluded.name, public.users.name) returning id;

-- name: ensure_membership  somebody belongs to an institution
insert into noa.memberships (institution_id, user_id) values (%(institution_id)s, %(user_id)s)
on conflict (institution_id, user_id) do update set disabled_at = null;

-- name: set_password  the hash of somebody's password
insert into noa.credentials (user_id, password_hash) values (%(user_id)s, %(password_hash)s)
on conflict (user_id) do update set password_hash = excluded.password_hash, updated_at = now();

-- name: set_type  somebody's profile
update public.users set type = %(type)s where lower(email) = lower(%(email)s) returning id;

-- name: disable  somebody no longer belongs to an institution
insert into noa.memberships (institution_id, user_id, disabled_at)
select %(institution_id)s, id, now() from public.users where lower(email) = lower(%(email)s)
on conflict (institution_id, user_id) do update set disabled_at = now() returning user_id;

-- name: find_account  an account by its e-mail, and the institution where it belongs
select u.id, i.id from public.users u
join noa.institutions i on i.id in (select institution_id from noa.memberships where user_id = u.id) or i.is_default
where lower(u.email) = lower(%(email)s) and (%(institution)s::text is null or i.slug = %(institution)s)
order by i.is_default, i.created_at limit 1;
