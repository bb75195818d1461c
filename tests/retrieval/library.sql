-- name: default_institution  where the library stands
select id from noa.institutions where is_default;

-- name: add_institution  another one
insert into noa.institutions (slug, name) values (%(slug)s, 'Outra') returning id;

-- name: add_person  somebody with a profile and a membership
with person as (
    insert into public.users (id, email, name, type) values (%(id)s, %(email)s, 'Pessoa (fictícia)', %(type)s)
    on conflict (id) do nothing
)
insert into noa.memberships (institution_id, user_id) values (%(institution)s, %(id)s) on conflict do nothing;

-- name: declare_category  what may be opened by patients or students
insert into noa.category_rules (institution_id, category, kind) values (%(institution)s, %(category)s, %(kind)s);

-- name: enter  begins a turn
select noa.enter(%(person)s, %(institution)s);

-- name: change_status  as the service's custodian or an administrator would
update public.documents set status = %(status)s where external_id = %(external)s;

-- name: change_title  as the existing frontend would
update public.documents set title = %(title)s where external_id = %(external)s;

-- name: change_audience  as the existing frontend would
update public.documents set target_audience = %(audience)s where external_id = %(external)s;

-- name: change_content  as the existing frontend would
update public.documents set content = %(content)s where external_id = %(external)s;

-- name: forget  deletes a document
delete from public.documents where external_id = %(external)s;

-- name: switch_off_policies  a database whose documents never had row level security
alter table public.documents disable row level security;

-- name: hide_from_all  a policy of an existing database that hides some documents from everybody
create policy legacy_hides on public.documents as restrictive for select using (external_id is distinct from 'idosos');

-- name: stored  what was stored of a document
select title, content, status, integrity_hash, target_audience, tags, external_id, is_published, sanitized_content
from public.documents where external_id = %(external)s;

-- name: set_sanitized  what people read of it
update public.documents set sanitized_content = 'limpo' where external_id = %(external)s;

-- name: vocabulary  what the index counts of a word
select patient, student, professional, admin from noa.vocabulary where lexeme = %(lexeme)s;

-- name: vocabulary_size  how many lexemes the index counts
select count(*) from noa.vocabulary;

-- name: recounted  lexemes whose count differs from what the entries hold
with held as (
    select e.institution_id, l.lexeme, count(*) filter (where e.audience & 1 <> 0) as patient,
        count(*) filter (where e.audience & 2 <> 0) as student,
        count(*) filter (where e.audience & 4 <> 0) as professional, count(*) filter (where e.audience & 8 <> 0) as admin
    from noa.entries e cross join lateral unnest(e.lexemes) l (lexeme)
    where e.audience <> 0 and l.lexeme not like 'n#%%' group by 1, 2
)
select coalesce(h.lexeme, v.lexeme) from held h full join noa.vocabulary v using (institution_id, lexeme)
where (h.patient, h.student, h.professional, h.admin) is distinct from (v.patient, v.student, v.professional, v.admin);

-- name: stale  entries that wait for the indexer
select count(*) from noa.entries where is_stale;

-- name: content_reads  whether a role may read content
select has_column_privilege(%(role)s, 'public.documents', 'content', 'select');

-- name: index_of  reads the index directly
select count(*) from noa.entries;

-- name: sessions  others that are still at work in this database: connections that were closed, autovacuum
select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();

-- name: likeness_index  whether the approximate index is there
select count(*) from pg_indexes where schemaname = 'noa' and indexname = 'names_grams';
