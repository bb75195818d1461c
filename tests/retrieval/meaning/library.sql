-- name: enter  ask as that person
select noa.enter(%(person)s, %(institution)s);

-- name: embedded  what has a vector that is up to date
select d.title, m.name as model from noa.meanings v
join public.documents d on d.id = v.document_id join noa.embedding_models m on m.id = v.model_id
where not v.is_stale;

-- name: active  which model each institution is searched with
select i.slug, m.name from noa.active_models a
join noa.institutions i on i.id = a.institution_id join noa.embedding_models m on m.id = a.model_id;

-- name: retitle  another title
update public.documents set title = %(title)s where id = %(id)s;

-- name: republish  changed in a way that is not embedded
update public.documents set content = %(content)s, updated_at = now() where id = %(id)s;

-- name: readdress  for somebody else
update public.documents set target_audience = %(audience)s where id = %(id)s;

-- name: withdraw  out of circulation
update public.documents set status = 'WITHDRAWN' where id = %(id)s;

-- name: remove  gone
delete from public.documents where id = %(id)s;

-- name: bring  a vector that somebody made before
update public.documents set embeddings = %(vector)s where id = %(id)s;

-- name: audiences  for whom vectors count
select d.title, v.audience, v.institution_id from noa.meanings v join public.documents d on d.id = v.document_id;

-- name: vectors  one vector as written
select v.vector::text as vector from noa.meanings v where v.document_id = %(id)s;

-- name: is_indexed  whether a model has an approximate index
select count(*) as indexes from pg_indexes where schemaname = 'noa' and indexname like 'meanings\_of\_%%';

-- name: hold_lock  another indexer works
select pg_advisory_lock(hashtext('noa.meanings'));

-- name: propose  what is proposed to somebody for a vector
select document_id, likeness from noa.propose_meanings(%(model)s, %(asked)s, 20);

-- name: touch_stale  as if words had changed and changed back
update noa.meanings set is_stale = true where document_id = %(id)s;

-- name: pretend_many  as if the audience were told of so many documents
update noa.vocabulary set professional = %(count)s where lexeme = '#documents';

-- name: others  who else is connected
select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();

-- name: spoil_index  as a build leaves it that was ended
update pg_index set indisvalid = false where indexrelid in (select oid from pg_class where relname like 'meanings\_of\_%%');

-- name: valid_indexes  approximate indexes that searches may use
select count(*) as indexes from pg_index i join pg_class c on c.oid = i.indexrelid
where c.relname like 'meanings\_of\_%%' and i.indisvalid;
