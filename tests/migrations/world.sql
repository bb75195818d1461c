-- The invented people, rules and rows that the proofs of the database look at.

-- name: institutions
insert into noa.institutions (id, slug, name) values ('b0000000-0000-4000-8000-000000000000', 'outra', 'Outra (inventada)');
insert into noa.category_rules (institution_id, category, kind)
    select id, 'publica', 'public' from noa.institutions where is_default
    union all select id, 'aula', 'teaching' from noa.institutions where is_default
    union all values ('b0000000-0000-4000-8000-000000000000'::uuid, 'interno', 'public'),
        ('b0000000-0000-4000-8000-000000000000'::uuid, 'interno', 'teaching');

-- name: person
insert into public.users (id, email, name, type, role, flag_admin, is_official)
    values (%(id)s, %(email)s, %(email)s, %(type)s, 'admin', true, true);

-- name: membership
insert into noa.memberships (institution_id, user_id, disabled_at) values (%(institution)s, %(id)s, %(disabled_at)s);

-- name: credential
insert into noa.credentials (user_id, password_hash) values (%(id)s, 'hash of ' || %(id)s);

-- name: every_document  each audience with each category, status, publication, scope and institution
insert into public.documents (title, content, summary, target_audience, category, status, is_published, visibility_scope,
        institution_id)
    select 'Documento', 'Texto literal', 'Resumo', audience::text[], category, status, is_published, scope, institution::uuid
    from unnest(array[null, '{}', '{patient}', '{Alunos}', '{student,paciente}', '{professional}', '{profissionais,admin}',
            '{admin}', '{all}', '{Todos}', '{desconhecida}', '{NULL,patient}']) audience,
        unnest(array[null, 'publica', 'aula', 'interno']) category,
        unnest(array['ACTIVE', 'QUARANTINED', null]) status,
        unnest(array[true, false, null]) is_published,
        unnest(array[null, ' ', 'patient|student', 'professional, admin', 'interno']) scope,
        unnest(array[null, (select id::text from noa.institutions where is_default),
            'b0000000-0000-4000-8000-000000000000', 'c0000000-0000-4000-8000-000000000000']) institution;

-- name: telling_documents  of these, the ones that differ from a plain case in at most two of the properties
delete from public.documents where title = 'Documento' and (
    (coalesce(category, '') <> 'publica')::int + (status is distinct from 'ACTIVE')::int
    + (is_published is distinct from true)::int + (visibility_scope is not null)::int
    + (institution_id is not null)::int > 2);

-- name: turn
insert into noa.turns (id, institution_id, person_id, conversation_id, message_id, text_digest, intent, reply)
    values (%(turn)s, %(institution)s, %(person)s, %(conversation)s, %(turn)s::text, 'x', 'DOC_SEARCH', '{}');

-- name: offer
insert into noa.offers (id, institution_id, person_id, conversation_id, turn_id, operation, contract, candidates)
    values (%(offer)s, %(institution)s, %(person)s, %(conversation)s, %(turn)s, 'open', 'documents@1',
        jsonb_build_array(jsonb_build_object('id', %(resource)s::uuid, 'title', 'Documento')));

-- name: execution  one that was issued and lives
insert into noa.executions (id, institution_id, person_id, conversation_id, offer_id, operation, contract, resource_id)
    values (%(execution)s, %(institution)s, %(person)s, %(conversation)s, %(offer)s, 'open', 'documents@1', %(resource)s);

-- name: event
insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
    values (%(event)s, 'DOC_SEARCH', 'DOC_INTENT_DETECTED', 'SIGNAL', 'core', '{}', %(institution)s, %(person)s);

-- name: index  a row in each table of the name index that no trigger fills
insert into noa.synonyms (term, concept, spelled) values ('pressao alta', 'hipertensao', 'pressão alta');
insert into noa.thesaurus_versions (digest) values ('x');
insert into noa.vocabulary (institution_id, lexeme, patient) select id, '#documents', 1 from noa.institutions where is_default;
insert into noa.names (document_id, position, institution_id, audience, grams)
    select document_id, 0, institution_id, audience,
        noa.as_grams('[1' || repeat(',0', 255) || ']') from noa.entries order by document_id limit 3;

-- name: meaning  a model that is searched with, and what a document means to it
insert into noa.embedding_models (name, dimensions, probe) values ('modelo', 3, '{1}');
insert into noa.active_models (institution_id, model_id) select id, 1 from noa.institutions where is_default;
insert into noa.meanings (document_id, model_id, institution_id, audience, text_hash, vector)
    select e.document_id, 1, e.institution_id, e.audience, 'x', '[1,0,0]' from noa.entries e
    join public.documents d on d.id = e.document_id where d.title = 'O documento';

-- name: tree  of each institution: the leaf of an event of somebody's, what stands above it, and their salt
insert into noa.ledger_leaves (institution_id, leaf_index, event_id, leaf_hash, entry)
    select institution_id, row_number() over (partition by institution_id order by id) - 1, id,
        decode(repeat('00', 32), 'hex'), '{}'
    from public.cognitive_events where person_id is not null;
insert into noa.ledger_nodes (institution_id, level, node_index, hash)
    select distinct institution_id, 4, 0, decode(repeat('00', 32), 'hex') from noa.ledger_leaves;
insert into noa.ledger_checkpoints (institution_id, size, root, note, created_at)
    select distinct institution_id, 1, decode(repeat('00', 32), 'hex'), 'x', now() from noa.ledger_leaves;
insert into noa.ledger_salts (institution_id, person_id, salt)
    select distinct institution_id, person_id, decode(repeat('00', 32), 'hex') from public.cognitive_events where person_id is not null;

-- name: documents
select id, target_audience, category, status, is_published, visibility_scope, institution_id from public.documents;

-- name: required  the columns of our tables that were made to hold something
select c.relname::text, array_agg(a.attname::text) from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attnotnull and a.attidentity = ''
where c.relnamespace = 'noa'::regnamespace and c.relkind = 'r' group by 1;
