-- name: institution  where the names stand
select id from noa.institutions where is_default;

-- name: add_person  somebody of a profile
insert into public.users (id, email, name, type) values (%(id)s, %(email)s, 'Pessoa (fictícia)', %(type)s)
on conflict (id) do nothing;

-- name: copy_documents  invented documents, as fast as Postgres takes them
copy public.documents (id, title, target_audience, is_published, content) from stdin;

-- name: enter  begins a turn
select noa.enter(%(person)s, %(institution)s);

-- name: sizes  megabytes of the index's parts
select pg_total_relation_size('noa.entries') / 1e6, pg_relation_size('noa.entries_lexemes') / 1e6,
    pg_total_relation_size('noa.names') / 1e6, pg_relation_size('noa.names_grams') / 1e6,
    pg_total_relation_size('noa.vocabulary') / 1e6;

-- name: settle  what autovacuum would do in time
vacuum analyze noa.entries, noa.names, noa.vocabulary, public.documents;

-- name: alike_exact  the nearest names of an audience, by a scan of all of them
select document_id from noa.names where audience = any (noa.audiences_with(%(profile)s))
order by (grams <#> noa.as_grams(%(grams)s)) + 0, document_id limit %(most)s;

-- name: alike_near  the nearest names of an audience, by the approximate index
select document_id from noa.names where audience = any (noa.audiences_with(%(profile)s))
order by grams <#> noa.as_grams(%(grams)s) limit %(most)s;

-- name: approximate  as the service searches
select set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true);

-- name: find_vector  where the vector operators live
select set_config('search_path', 'public, ' || n.nspname, false)
from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'vector';
