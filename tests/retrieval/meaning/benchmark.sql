-- name: institution  where the vectors go
select id from noa.institutions where is_default;

-- name: person  somebody of a profile, who sees a share of the rows
insert into public.users (id, email, name, type) values (%(id)s, %(email)s, 'Pessoa Inventada', %(type)s);

-- name: enter  ask as that person
select noa.enter(%(person)s, %(institution)s);

-- name: model  what the vectors are of
insert into noa.embedding_models (name, dimensions, probe) values ('benchmark', %(dimensions)s, '{}') returning id;

-- name: activate  search with it
insert into noa.active_models (institution_id, model_id) values (%(institution)s, %(model)s);

-- name: count  what the name index would count
insert into noa.vocabulary (institution_id, lexeme, patient, student, professional, admin)
values (%(institution)s, '#documents', %(patient)s, %(student)s, %(professional)s, %(admin)s);

-- name: entries  one row for each document
copy noa.entries (document_id, institution_id, audience, has_text, created_at) from stdin (format binary);

-- name: meanings  one vector for each document
copy noa.meanings (document_id, model_id, institution_id, audience, is_stale, text_hash, vector) from stdin (format binary);

-- name: settle  plans know the tables
vacuum analyze noa.entries;

-- name: settle_meanings  plans know the tables
vacuum analyze noa.meanings;

-- name: sizes  of the index and of the table
select pg_relation_size(to_regclass(%(index)s)) as index, pg_relation_size('noa.meanings') as table;

-- name: propose  what the product asks
select document_id from noa.propose_meanings('benchmark', %(asked)s, 20);

-- name: tune  another list of candidates, and how the approximate search goes on
select set_config('hnsw.ef_search', %(ef)s, true), set_config('hnsw.iterative_scan', %(scan)s, true);

-- name: approximate  as the owner, to compare
select m.document_id from noa.meanings m
where m.model_id = {model} and m.institution_id = %(institution)s and m.audience = any (noa.audiences_with(%(profile)s))
order by m.vector::{home}.halfvec({dimensions}) operator({home}.<#>) %(asked)s::{home}.halfvec({dimensions}) limit 20;

-- name: exact  as the owner, to compare
select m.document_id from noa.meanings m
where m.model_id = {model} and m.institution_id = %(institution)s and m.audience = any (noa.audiences_with(%(profile)s))
order by (m.vector::{home}.halfvec({dimensions}) operator({home}.<#>) %(asked)s::{home}.halfvec({dimensions})) + 0 limit 20;
