-- name: remember  how people and documents were in the beginning
create table public.documents_in_the_beginning as select * from public.documents;
create table public.users_in_the_beginning as select * from public.users;

-- name: begin_anew  people and documents as they were, nothing said yet; the ledger cannot be emptied
delete from noa.executions;
delete from noa.offers;
delete from noa.turns;
delete from noa.judgements;
update public.users u set type = b.type from public.users_in_the_beginning b where b.id = u.id and b.type <> u.type;
update public.documents d set content = b.content, sanitized_content = b.sanitized_content, status = b.status,
    is_published = b.is_published, target_audience = b.target_audience, integrity_hash = b.integrity_hash, title = b.title
from public.documents_in_the_beginning b
where b.id = d.id and (d.content, d.sanitized_content, d.status, d.is_published, d.target_audience, d.integrity_hash, d.title)
    is distinct from (b.content, b.sanitized_content, b.status, b.is_published, b.target_audience, b.integrity_hash, b.title);

-- name: now  the store's clock
select clock_timestamp() as now;

-- name: official  one professional is official: lands elsewhere, may no more
update public.users set is_official = true where email = 'oficial@demo.noa';

-- name: document_id  a document by the id that its catalogue gave
select id from public.documents where external_id = %(name)s;

-- name: person_id  an account by its address
select id from public.users where email = %(email)s;

-- name: institution_id  an institution by its slug
select id from noa.institutions where slug = %(slug)s;

-- name: everybody  all ids that the tests call by name
select email as name, id from public.users union all select external_id, id from public.documents
union all select slug, id from noa.institutions;

-- name: claim_hash  what is claimed for a content is not what it is
update public.documents set integrity_hash = repeat('0', 64) where external_id = %(name)s;

-- name: set_type  somebody's profile
update public.users set type = %(type)s where id = %(person)s;

-- name: set_status  a document's status
update public.documents set status = %(status)s where external_id = %(name)s;

-- name: publish  whether a document is published
update public.documents set is_published = %(is_published)s where external_id = %(name)s;

-- name: unpublish  a document, by its id
update public.documents set is_published = false where id = %(id)s;

-- name: set_content  a document's content, and no judgement of it
update public.documents set content = %(content)s where external_id = %(name)s;

-- name: set_audience  whom a document is for
update public.documents set target_audience = %(audience)s where external_id = %(name)s;

-- name: document  how a document stands
select * from public.documents where external_id = %(name)s;

-- name: events  the ledger in its order
select action, decision_result as result, intent, source, metadata, person_id, institution_id
from public.cognitive_events
where created_at >= %(since)s and (%(action)s::text is null or action = %(action)s)
order by created_at, ctid;

-- name: executions  all executions
select * from noa.executions order by issued_at;

-- name: offers  all lists
select * from noa.offers order by created_at;

-- name: newest_offer  the list that a person was shown last in a conversation
select id, state from noa.offers where person_id = %(person)s and conversation_id = %(conversation)s
order by created_at desc limit 1;

-- name: others  who else is connected to this database
select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();

-- name: turns  all turns
select * from noa.turns order by created_at;

-- name: end_executions  the quarter of an hour of every execution is over, this instant
update noa.executions set expires_at = clock_timestamp();

-- name: unproved  executions without their own confirmation, their own list, or exactly one event
select e.id
from noa.executions e
left join noa.offers o on o.id = e.offer_id and o.person_id = e.person_id and o.institution_id = e.institution_id
    and o.conversation_id = e.conversation_id and o.state = 'confirmed'
    and o.candidates @> jsonb_build_array(jsonb_build_object('id', e.resource_id))
where o.id is null
    or 1 <> (select count(*) from public.cognitive_events c where c.action = 'DOC_OPEN_CONFIRMED'
        and c.metadata ->> 'execution_id' = e.id::text and c.person_id = e.person_id
        and c.metadata ->> 'pending_action_id' = e.offer_id::text
        and c.metadata ->> 'document_id' = e.resource_id::text)
    or 1 <> (select count(*) from noa.turns t where t.person_id = e.person_id
        and t.conversation_id = e.conversation_id and t.institution_id = e.institution_id
        and t.reply #>> '{metadata,open_document,execution_id}' = e.id::text
        and t.intent = 'SELECT' and (t.reply ->> 'selection')::int between 1 and jsonb_array_length(o.candidates)
        and o.candidates -> ((t.reply ->> 'selection')::int - 1) ->> 'id' = e.resource_id::text)
    or 1 < (select count(*) from public.cognitive_events c where c.action = 'DOC_OPEN_EXECUTED'
        and c.metadata ->> 'execution_id' = e.id::text)
union all
select (c.metadata ->> 'execution_id')::uuid from public.cognitive_events c
where c.action = 'DOC_OPEN_CONFIRMED' and c.created_at >= %(since)s
    and not exists (select from noa.executions e where e.id::text = c.metadata ->> 'execution_id');

-- name: no_default_institution  for a moment
update noa.institutions set is_default = false where is_default;

-- name: default_institution  whose rows name no institution, and whose tokens neither
update noa.institutions set is_default = true where slug = %(slug)s;

-- name: retitle  what a document is called
update public.documents set title = %(title)s where external_id = %(name)s;

-- name: app_role  the service's own role, and whether it owns anything
select rolsuper, rolbypassrls, rolcreaterole,
    exists (select from pg_class where relowner = r.oid) or exists (select from pg_proc where proowner = r.oid) as owns
from pg_roles r where rolname = 'noa_app';

-- name: read_documents  as nobody
select id from public.documents;

-- name: read_events  as nobody
select id from public.cognitive_events;

-- name: read_turns  as nobody
select id from noa.turns;

-- name: change_ledger  which must not be
update public.cognitive_events set action = 'NOTHING';

-- name: shorten_ledger  which must not be
delete from public.cognitive_events;

-- name: empty_ledger  which must not be
truncate public.cognitive_events;

-- name: turn_of  what became of a message
select id from noa.turns where conversation_id = %(conversation)s and message_id = %(message_id)s;

-- name: executions_of  what a conversation opened
select id from noa.executions where conversation_id = %(conversation)s;

-- name: victims  connections of a service that was killed
select pid from pg_stat_activity where datname = current_database() and application_name = 'victim';

-- name: believe_hash  nothing is claimed of a content
update public.documents set integrity_hash = null where external_id = %(name)s;
