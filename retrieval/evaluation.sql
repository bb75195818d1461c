-- name: default_institution  where an evaluation's catalogue goes
select id from noa.institutions where is_default;

-- name: add_person  who asks: an administrator, who is told of every document in circulation
insert into public.users (id, email, name, type) values (%(person)s, %(email)s, 'Avaliação', 'admin')
on conflict (id) do nothing;

-- name: enter  begins to ask as that person
select noa.enter(%(person)s, %(institution)s);
