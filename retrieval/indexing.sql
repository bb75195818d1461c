-- name: act_as  for this transaction only
select set_config('role', %(role)s, true);

-- name: lock  at most one indexer works at a time; another finds nothing to do
select pg_try_advisory_xact_lock(hashtext('noa.indexing')) as is_mine;

-- name: stale  the next documents whose entry is older than they are, with their metadata
select e.document_id, e.institution_id, d.id is not null as is_there, d.title, d.aliases, d.tags, d.keywords, d.medical_terms, d.summary,
    d.category, d.type, d.version, d.file_url,
    d.created_at
from noa.entries e left join lateral (
    select o.id, o.title, o.aliases, o.tags, o.keywords, o.medical_terms, o.summary, o.category, o.type, o.version,
        o.file_url, o.created_at
    from public.documents o where o.id = e.document_id offset 0
) d on true
where e.is_stale and (%(institution)s::uuid is null or e.institution_id = %(institution)s)
order by e.document_id
limit %(most)s;

-- name: count_stale  how many entries are older than their documents
select count(*) as stale from noa.entries
where is_stale and (%(institution)s::uuid is null or institution_id = %(institution)s);

-- name: lexemes_of  what the stale entries held
select distinct unnest(lexemes) from noa.entries where document_id = any (%(ids)s::uuid[]);

-- name: count_words  moves the vocabulary from what it counted to what the new entries hold
with input as (
    select * from unnest(%(ids)s::uuid[], %(lexemes)s::text[]) as i (document_id, lexemes)
), moved as (
    select e.counted_in as institution_id, unnest(e.lexemes) as lexeme, e.counted as audience, -1 as step
    from input i join noa.entries e using (document_id) where e.counted <> 0
    union all
    select e.institution_id, unnest(string_to_array(i.lexemes, ' ')), e.audience, 1
    from input i join noa.entries e using (document_id) where e.audience <> 0
), summed as (
    select m.institution_id, m.lexeme,
        coalesce(sum(m.step) filter (where m.audience & 1 <> 0), 0)::integer as patient,
        coalesce(sum(m.step) filter (where m.audience & 2 <> 0), 0)::integer as student,
        coalesce(sum(m.step) filter (where m.audience & 4 <> 0), 0)::integer as professional,
        coalesce(sum(m.step) filter (where m.audience & 8 <> 0), 0)::integer as admin
    from moved m where m.lexeme not like 'n#%%' group by m.institution_id, m.lexeme
)
insert into noa.vocabulary as v (institution_id, lexeme, patient, student, professional, admin, near)
select s.institution_id, s.lexeme, s.patient, s.student, s.professional, s.admin, coalesce(n.near::integer[], '{}')
from summed s left join unnest(%(words)s::text[], %(near)s::text[]) as n (lexeme, near) on n.lexeme = s.lexeme
where (s.patient, s.student, s.professional, s.admin) <> (0, 0, 0, 0)
order by s.institution_id, s.lexeme
on conflict (institution_id, lexeme) do update set patient = v.patient + excluded.patient,
    student = v.student + excluded.student, professional = v.professional + excluded.professional,
    admin = v.admin + excluded.admin;

-- name: forget_words  words that no document holds any more
delete from noa.vocabulary where patient = 0 and student = 0 and professional = 0 and admin = 0
    and lexeme = any (%(lexemes)s::text[]);

-- name: drop_entries  entries of documents that are gone, and their names
delete from noa.entries where document_id = any (%(ids)s::uuid[]);

-- name: store_entries  new entries in the place of stale ones
update noa.entries e set names = i.names, topics = i.topics, summary = i.summary, concepts = i.concepts,
    lexemes = string_to_array(i.lexemes, ' '), counted = e.audience,
    counted_in = e.institution_id, is_stale = false
from unnest(%(ids)s::uuid[], %(names)s::text[], %(topics)s::text[], %(summaries)s::text[], %(concepts)s::text[],
    %(lexemes)s::text[]) as i (document_id, names, topics, summary, concepts, lexemes)
where e.document_id = i.document_id;

-- name: drop_names  names of entries that are stored anew
delete from noa.names where document_id = any (%(ids)s::uuid[]);

-- name: store_names  titles, aliases and file names as n-grams
insert into noa.names (document_id, position, institution_id, audience, grams)
select e.document_id, i.position, e.institution_id, e.audience, noa.as_grams(i.grams)
from unnest(%(of)s::uuid[], %(positions)s::smallint[], %(grams)s::text[]) as i (document_id, position, grams)
join noa.entries e on e.document_id = i.document_id;

-- name: thesaurus_digest  which starter thesaurus is stored
select digest from noa.thesaurus_versions where institution_id is null;

-- name: forget_thesaurus  makes room for another starter thesaurus
delete from noa.synonyms where institution_id is null;

-- name: store_thesaurus  the starter thesaurus
insert into noa.synonyms (term, concept, strength, spelled)
select * from unnest(%(terms)s::text[], %(concepts)s::text[], %(strengths)s::real[], %(spelled)s::text[]);

-- name: note_thesaurus  which starter thesaurus is stored now
insert into noa.thesaurus_versions (digest) values (%(digest)s)
on conflict (institution_id) do update set digest = excluded.digest;

-- name: synonyms  the terms that an institution knows: the starter ones that it did not withdraw, and its own
select distinct on (s.term, s.concept) s.institution_id, s.term, s.concept, s.strength, s.spelled, s.is_withdrawn
from noa.synonyms s where s.institution_id is null or s.institution_id = %(institution)s
order by s.term, s.concept, s.institution_id nulls last;

-- name: store_own_term  an institution's own word for a concept, or one that it withdraws
insert into noa.synonyms (institution_id, term, concept, strength, spelled, is_withdrawn)
values (%(institution)s, %(term)s, %(concept)s, %(strength)s, %(spelled)s, %(is_withdrawn)s)
on conflict (term, concept, institution_id) do update set strength = excluded.strength, spelled = excluded.spelled,
    is_withdrawn = excluded.is_withdrawn;

-- name: drop_likeness_index  many names go in faster without it
drop index if exists noa.names_grams;

-- name: build_likeness_index  the approximate index over names, where it is missing
do $$
declare
    home constant name := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace
        where e.extname = 'vector');
begin
    execute format('create index if not exists names_grams on noa.names using hnsw (grams %I.halfvec_ip_ops)', home);
end $$;
