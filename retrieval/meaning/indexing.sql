-- name: lock  one indexer of meanings works at a time
select pg_try_advisory_lock(hashtext('noa.meanings')) as is_mine;

-- name: unlock  lets the next one work
select pg_advisory_unlock(hashtext('noa.meanings'));

-- name: home  where pgvector lives
select n.nspname as home from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'vector';

-- name: note_model  a model that was not there
insert into noa.embedding_models (name, dimensions, probe) values (%(name)s, %(dimensions)s, %(probe)s)
on conflict (name) do nothing;

-- name: model  a model by its name
select id, name, dimensions, probe from noa.embedding_models where name = %(name)s;

-- name: models  every model, how many documents it embedded, and the institutions that it is active in
select m.id, m.name, m.dimensions, (select count(*) from noa.meanings v where v.model_id = m.id) as embedded,
    array(select i.slug from noa.active_models a join noa.institutions i on i.id = a.institution_id
        where a.model_id = m.id order by i.slug) as active_in
from noa.embedding_models m order by m.id;

-- name: count_waiting  how many documents have no vector of this model or an old one
select count(*) as waiting
from noa.entries e left join noa.meanings v on v.model_id = %(model)s and v.document_id = e.document_id
where (v.document_id is null or v.is_stale) and (%(institution)s::uuid is null or e.institution_id = %(institution)s)
    and exists (select from public.documents d where d.id = e.document_id);

-- name: waiting  the next of them, with what is embedded, and a digest that tells whether it is still the same when stored
select d.id, d.title, d.summary, d.keywords, v.text_hash as known_hash,
    md5(row (d.title, d.summary, d.keywords)::text) as read_as,
    case when %(adopt)s then d.embeddings end as embeddings
from noa.entries e
join public.documents d on d.id = e.document_id
left join noa.meanings v on v.model_id = %(model)s and v.document_id = e.document_id
where e.document_id > %(after)s and (v.document_id is null or v.is_stale)
    and (%(institution)s::uuid is null or e.institution_id = %(institution)s)
order by e.document_id
limit %(most)s;

-- name: confirm  documents whose words changed and read the same as before
update noa.meanings v set is_stale = false
from (
    select d.id from unnest(%(ids)s::uuid[], %(read_as)s::text[]) i (id, read_as)
    join public.documents d on d.id = i.id and md5(row (d.title, d.summary, d.keywords)::text) = i.read_as
    for share of d
) same
where v.model_id = %(model)s and v.document_id = same.id;

-- name: store  vectors of documents that still read as they were embedded; the locks let nobody change them meanwhile
with same as materialized (
    select e.document_id, e.institution_id, e.audience, i.text_hash, i.vector
    from unnest(%(ids)s::uuid[], %(read_as)s::text[], %(hashes)s::bytea[], %(vectors)s::text[])
        i (id, read_as, text_hash, vector)
    join public.documents d on d.id = i.id and md5(row (d.title, d.summary, d.keywords)::text) = i.read_as
    join noa.entries e on e.document_id = d.id
    for share of d, e
)
insert into noa.meanings as v (document_id, model_id, institution_id, audience, text_hash, vector)
select s.document_id, %(model)s, s.institution_id, s.audience, s.text_hash, s.vector::{home}.halfvec({dimensions})
from same s
on conflict (model_id, document_id) do update set institution_id = excluded.institution_id,
    audience = excluded.audience, is_stale = false, text_hash = excluded.text_hash, vector = excluded.vector;

-- name: index_state  whether the index of a model is there, and whole
select i.indisvalid as is_valid from pg_index i where i.indexrelid = to_regclass(%(name)s);

-- name: make_room  memory for building an index, in this session
select set_config('maintenance_work_mem', %(memory)s, false);

-- name: build_alone  without workers
select set_config('max_parallel_maintenance_workers', '0', false);

-- name: build_index  the approximate index of a model, while others read and write
create index concurrently if not exists {name} on noa.meanings
    using hnsw ((vector::{home}.halfvec({dimensions})) {home}.halfvec_ip_ops) where model_id = {model};

-- name: drop_index  an index that was left half-built, or whose model goes
drop index concurrently if exists noa.{name};

-- name: activate  searches institutions with this model from now on: those of which every document is embedded
insert into noa.active_models as a (institution_id, model_id)
select i.id, %(model)s from noa.institutions i
where (%(institution)s::uuid is null or i.id = %(institution)s)
    and not exists (select from noa.entries e
        left join noa.meanings v on v.model_id = %(model)s and v.document_id = e.document_id and not v.is_stale
        where e.institution_id = i.id and v.document_id is null
            and exists (select from public.documents d where d.id = e.document_id))
on conflict (institution_id) do update set model_id = excluded.model_id, activated_at = now()
    where a.model_id <> excluded.model_id
returning institution_id;

-- name: deactivate  searches an institution by words alone from now on
delete from noa.active_models where institution_id = %(institution)s;

-- name: forget_vectors  some vectors of a model that is no longer searched with
delete from noa.meanings where ctid = any (array(select ctid from noa.meanings where model_id = %(model)s limit %(most)s));

-- name: forget_model  the model itself; refused by its references while an institution is searched with it
delete from noa.embedding_models where id = %(model)s;

-- name: is_active  whether any institution is searched with it
select exists (select from noa.active_models where model_id = %(model)s) as is_active;
