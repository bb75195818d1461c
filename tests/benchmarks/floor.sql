-- name: make_names  a plain index of names, for the plain search alone
create schema if not exists floor;
create table floor.names (document_id uuid primary key, words tsvector not null);
create index on floor.names using gin (words);

-- name: list_documents  every document by its title
select id, title from public.documents;

-- name: insert_name  the words of one name
insert into floor.names values (%(document_id)s, to_tsvector('simple', %(words)s));

-- name: begin  starts a transaction
begin;

-- name: enter  takes on the person's role for this transaction
select noa.enter(%(person_id)s, %(institution_id)s) as profile;

-- name: tell  one event
insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
values (%(event_id)s, %(intent)s, %(action)s, 'ALLOWED', 'floor', %(metadata)s, %(institution_id)s, %(person_id)s);

-- name: commit  ends the transaction
commit;

-- name: search_plainly  five documents that hold every word, and the event, in one statement
with told as (
    insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
    values (%(event_id)s, %(intent)s, %(action)s, 'ALLOWED', 'floor', %(metadata)s, %(institution_id)s, %(person_id)s)
)
select d.id, d.title, d.category, d.summary
from floor.names n join public.documents d on d.id = n.document_id
where n.words @@ to_tsquery('simple', %(words)s) and d.institution_id = %(institution_id)s
limit 5;

-- name: open_and_tell  the chosen document, when it may be opened, and the event, in one statement
with chosen as (
    select id, title from public.documents
    where id = %(document_id)s and status = 'ACTIVE' and is_published and institution_id = %(institution_id)s
), told as (
    insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
    select %(event_id)s, %(intent)s, %(action)s, 'ALLOWED', 'floor', %(metadata)s, %(institution_id)s, %(person_id)s
    from chosen
)
select id, title from chosen;
