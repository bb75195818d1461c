-- migrate:up
-- The name index: what names and words find which document, and for whom (plan §6.2). It holds metadata only, never content.

do $$
begin
    if not exists (select from pg_roles where rolname = 'noa_indexer') then
        create role noa_indexer nologin; -- keeps the index; reads metadata of all institutions, never content
    end if;
exception when duplicate_object then null; -- another database of this server was faster
end $$;
grant noa_indexer to noa_app;
grant usage on schema noa to noa_indexer;
do $$
begin
    grant usage on schema public, extensions to noa_indexer;
exception when insufficient_privilege then
    raise notice 'usage on public and extensions is granted to everybody here already';
end $$;

-- One row for each document. `audience` has a bit for each profile that is told of it now (patient 1, student 2,
-- professional 4, admin 8); a trigger keeps it in step with the document. The rest is written by the indexer.
create table noa.entries (
    document_id uuid primary key,
    institution_id uuid not null,
    audience smallint not null,
    has_text boolean not null,
    created_at timestamptz not null,
    is_stale boolean not null default true,
    counted smallint not null default 0,      -- the audience and the institution for which the vocabulary counts
    counted_in uuid,                          -- these lexemes
    lexemes text[] not null default '{}',     -- stems, s#sounds, r#roots, c#concepts; again as n#… those of its names
    names text not null default '',           -- folded names, one a line, the title first
    topics text not null default '',          -- stems of tags, keywords and medical terms
    summary text not null default '',         -- stems of the summary
    concepts text not null default ''         -- concept=weight, parted by spaces
);
create index entries_lexemes on noa.entries using gin (lexemes) with (fastupdate = off); -- a pending list would slow every search
create index entries_by_audience on noa.entries (institution_id, audience, created_at desc, document_id);
create index entries_stale on noa.entries (document_id) where is_stale;

-- One row for each title, alias and file name, as hashed character n-grams. pgvector may live in any schema.
do $$
declare
    home constant name := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace
        where e.extname = 'vector');
begin
    execute format('create table noa.names (
        document_id uuid not null references noa.entries on delete cascade,
        position smallint not null,
        institution_id uuid not null,
        audience smallint not null,
        grams %I.halfvec(256) not null,
        primary key (document_id, position))', home);
    execute format('create function noa.as_grams(written text) returns %1$I.halfvec language sql immutable
        as ''select written::%1$I.halfvec(256)''', home);
    execute format('create index names_grams on noa.names using hnsw (grams %I.halfvec_ip_ops)', home);
end $$;
create index names_by_audience on noa.names (institution_id, audience);

-- How many documents of an institution hold a lexeme, for each profile apart: what corrections and weights are
-- made from, so that neither tells of documents that a person may not see. The lexemes '#documents' and '#names'
-- count all.
create table noa.vocabulary (
    institution_id uuid not null,
    lexeme text not null,
    patient integer not null default 0,
    student integer not null default 0,
    professional integer not null default 0,
    admin integer not null default 0,
    near integer[] not null default '{}',     -- hashes of the word with one letter left out: what a typing error shares
    primary key (institution_id, lexeme)
);
create index vocabulary_near on noa.vocabulary using gin (near) with (fastupdate = off);

-- Governed synonyms: terms that mean a concept. Without institution: the starter thesaurus. An institution adds
-- its own, or withdraws a starter pair by a row of its own that says so.
create table noa.synonyms (
    institution_id uuid references noa.institutions,
    term text not null,                       -- stems, parted by spaces
    concept text not null check (concept ~ '^[a-z0-9_]+$'),
    strength real not null default 1 check (strength > 0 and strength <= 1),
    is_withdrawn boolean not null default false,
    spelled text not null,                    -- as people write it
    unique nulls not distinct (term, concept, institution_id)
);
create table noa.thesaurus_versions (institution_id uuid, digest text not null, unique nulls not distinct (institution_id));

do $$
declare
    name text;
begin
    foreach name in array array['entries', 'names', 'vocabulary', 'synonyms', 'thesaurus_versions'] loop
        execute format('alter table noa.%I enable row level security, force row level security', name);
        execute format('create policy owner_maintains on noa.%I to current_user using (true) with check (true)', name);
        -- The functions below narrow by institution and profile; a policy that did would keep the indexes from use.
        execute format('create policy search_reads on noa.%I for select to noa_search using (true)', name);
        execute format('create policy indexer_keeps on noa.%I to noa_indexer using (true) with check (true)', name);
        execute format('grant select on noa.%I to noa_search, noa_indexer', name);
    end loop;
end $$;
grant insert, update, delete on noa.entries, noa.names, noa.vocabulary to noa_indexer;
grant select (id, title, aliases, summary, category, type, version, tags, keywords, medical_terms, file_url,
    target_audience, visibility_scope, status, is_published, institution_id, created_at)
    on public.documents to noa_indexer;
create policy noa_indexed on public.documents for select to noa_indexer using (true);

-- The bits of the profiles that are told of a document.
create function noa.audience_of(status text, is_published boolean, institution uuid, audience text[], scope text)
    returns smallint language sql stable as $$
    select case when noa.circulates(status, is_published, institution, coalesce(institution, noa.default_institution_id()))
        then (case when noa.is_listed(audience, scope, 'patient') then 1 else 0 end
            + case when noa.is_listed(audience, scope, 'student') then 2 else 0 end
            + case when noa.is_listed(audience, scope, 'professional') then 4 else 0 end
            + case when noa.is_listed(audience, scope, 'admin') then 8 else 0 end)::smallint
        else 0::smallint end
$$;

-- The audiences that hold a profile; none for an unknown one.
create function noa.audiences_with(profile text) returns smallint[] language sql immutable as $$
    select coalesce(array_agg(mask::smallint), '{}') from generate_series(1, 15) mask
    where mask & case profile when 'patient' then 1 when 'student' then 2 when 'professional' then 4 when 'admin' then 8
        else 0 end <> 0
$$;

-- Keeps the index in step with a document that anybody wrote: at once who is told of it, later (by the indexer)
-- what it is called.
create function noa.note_document() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    told smallint;
begin
    if tg_op = 'DELETE' then
        update noa.entries set audience = 0, is_stale = true where document_id = old.id;
        update noa.names set audience = 0 where document_id = old.id;
        return null;
    end if;
    told := noa.audience_of(new.status, new.is_published, new.institution_id, new.target_audience, new.visibility_scope);
    insert into noa.entries as e (document_id, institution_id, audience, has_text, created_at)
        values (new.id, coalesce(new.institution_id, noa.default_institution_id()), told,
            coalesce(new.content, '') <> '', coalesce(new.created_at, now()))
        on conflict (document_id) do update set institution_id = excluded.institution_id, audience = excluded.audience,
            has_text = excluded.has_text, created_at = excluded.created_at, is_stale = true;
    update noa.names n set audience = told, institution_id = coalesce(new.institution_id, noa.default_institution_id())
        where n.document_id = new.id and (n.audience, n.institution_id)
            is distinct from (told, coalesce(new.institution_id, noa.default_institution_id()));
    return null;
end $$;

-- How many documents of a profile's audience hold each lexeme; none is not told apart from unknown.
create function noa.held(here uuid, who text, wanted text[]) returns table (lexeme text, held integer)
    language sql stable as $$
    select * from (
        select v.lexeme, case who when 'patient' then v.patient when 'student' then v.student
            when 'professional' then v.professional when 'admin' then v.admin else 0 end as held
        from noa.vocabulary v where v.institution_id = here and v.lexeme = any (wanted)
    ) of_audience where of_audience.held > 0
$$;

-- Words of a profile's audience that may be what somebody meant to type.
create function noa.resembling(here uuid, who text, hashes integer[]) returns table (lexeme text)
    language sql stable as $$
    select v.lexeme from noa.vocabulary v
    where v.near && hashes and v.institution_id = here and case who when 'patient' then v.patient
        when 'student' then v.student when 'professional' then v.professional when 'admin' then v.admin else 0 end > 0
    order by v.lexeme || '' limit 12 -- not by the key's order, which would read all words
$$;

-- Synonyms are read when a document is indexed: where they change, its institution's documents wait for the indexer.
create function noa.note_synonyms() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update noa.entries e set is_stale = true where not e.is_stale and exists (
        select from changed c where c.institution_id is null or c.institution_id = e.institution_id);
    return null;
end $$;
create trigger noa_added after insert on noa.synonyms referencing new table as changed
    for each statement execute function noa.note_synonyms();
create trigger noa_changed after update on noa.synonyms referencing new table as changed
    for each statement execute function noa.note_synonyms();
create trigger noa_removed after delete on noa.synonyms referencing old table as changed
    for each statement execute function noa.note_synonyms();

-- Proposes documents for what was asked, to the person whose claims are set. It reads institution and profile from
-- the claims, never from an argument, and tells of a document only its key, its index entry and whether it has text;
-- who calls it fetches the row under the person's own policies.
--   asked           how many words were asked; what follows them in stems are rereadings
--   stems           one for each word that was asked, '' where there is nothing to look for
--   kin             lexemes of like sound or root, and kin_of: the word that each belongs to
--   letters         hashes of each word with one letter left out, and letters_of: the word that each belongs to
--   phrases         runs of words that may be terms of the thesaurus, with the first and last word of each
--   grams           the whole question as hashed n-grams
create function noa.propose(asked integer, stems text[], kin text[], kin_of integer[], letters integer[], letters_of integer[], phrases text[],
        firsts integer[], lasts integer[], grams text, most integer)
    returns table (document_id uuid, has_text boolean, names text, topics text, summary text, concepts text,
        documents integer, known integer[], fixes text[], meant text[])
    language plpgsql stable security definer rows 40 as $$
declare
    here constant uuid := noa.institution_id();
    who constant text := noa.profile();
    told constant smallint[] := noa.audiences_with(who);
    few constant integer := 1000;         -- names of an audience that are scanned exactly, at about 1.5 microseconds each
    scattered constant integer := 10000;  -- the same where they are less than a tenth of all: the index would pass over most
    common constant integer := 400;       -- documents; a word of more is sought only together with the others
    name_count integer;
    terms text[];
    terms_of integer[];
    weights real[];
    required text[];
    worded uuid[];
    is_whole boolean; -- some document holds all that was asked, so likeness has nothing to add
    alike uuid[];
begin
    -- What the vocabulary of this audience knows of the words.
    select array_agg(coalesce(h.held, 0) order by a.place) filter (where a.place <= cardinality(stems)),
            coalesce(max(h.held) filter (where a.stem = '#documents'), 0),
            coalesce(max(h.held) filter (where a.stem = '#names'), 0)
        into known, documents, name_count
        from unnest(stems || array['#documents', '#names']) with ordinality a (stem, place)
        left join noa.held(here, who, stems || array['#documents', '#names']) h on h.lexeme = a.stem;
    if documents = 0 then
        return;
    end if;

    -- What the words mean, what they sound like and, where they are unknown, what they may have been meant to be.
    with own as (
        select m.first, m.last, s.concept, max(s.strength) as strength
        from unnest(phrases, firsts, lasts) m (phrase, first, last)
        cross join lateral (
            select t.concept, t.strength from noa.synonyms t
            where t.term = m.phrase and (t.institution_id is null or t.institution_id = here) and not t.is_withdrawn
                and (t.institution_id is not null or not exists (select from noa.synonyms w
                    where w.term = t.term and w.concept = t.concept and w.institution_id = here and w.is_withdrawn))
            offset 0
        ) s
        group by m.first, m.last, s.concept
    ), fixed as (
        select l.place, v.lexeme
        from (select letters_of[i] as place, array_agg(letters[i]) as hashes
            from generate_subscripts(letters, 1) i where known[letters_of[i]] = 0 group by 1) l
        cross join lateral noa.resembling(here, who, l.hashes) v
    ), term as (
        select place::integer as place, stem as lexeme from unnest(stems) with ordinality a (stem, place)
            where stem <> '' and known[place] > 0
        union select k.place, k.lexeme from unnest(kin, kin_of) k (lexeme, place)
            where known[k.place] = 0 or k.lexeme like 'r#%'
        union select f.place, f.lexeme from fixed f
        union select o.first, 'c#' || o.concept from own o
    ), counted as (
        select t.place, t.lexeme, h.held, ln(1 + documents::real / h.held)::real as weight,
            max(ln(1 + documents::real / h.held)) over () as most_weight,
            t.lexeme like 'r#%' and bool_or(t.lexeme not like '_#%') over (partition by t.place, h.held) as is_idle
        from noa.held(here, who, (select array_agg(lexeme) from term)) h join term t on t.lexeme = h.lexeme
    ), held as ( -- without roots that say no more than their word, and words that say little beside the others
        select place, lexeme, weight from counted
        where held <= common and weight >= 0.25 * most_weight and not is_idle
    )
    select array_agg(h.lexeme order by h.place, h.lexeme), array_agg(h.place order by h.place, h.lexeme),
            array_agg(h.weight order by h.place, h.lexeme),
            (select array_agg(f.place || ':' || f.lexeme order by f.place, f.lexeme) from fixed f),
            (select array_agg('n#' || stem) from unnest(stems) with ordinality a (stem, place)
                where place <= asked and known[place] > 0),
            (select array_agg(o.first || ':' || o.last || ':' || o.strength || ':' || o.concept
                order by o.first, o.last, o.concept) from own o)
        into terms, terms_of, weights, fixes, required, meant
        from held h;

    -- By words: what holds most of the weight that was asked, and what holds all known words in its names.
    select array_agg(best.document_id), bool_or(best.places = (select count(distinct p) from unnest(terms_of) p))
            and not exists (select from generate_series(1, asked) i where stems[i] <> '' and known[i] = 0)
        into worded, is_whole from (
        select one.document_id, count(*) as places
        from (
            select w.document_id, t.place, max(t.weight * w.share) as score
            from unnest(terms, terms_of, weights) t (lexeme, place, weight)
            cross join lateral (values ('n#' || t.lexeme, 1.0), (t.lexeme, 0.5)) form (lexeme, share)
            cross join lateral (
                select e.document_id, form.share from noa.entries e
                where e.lexemes @> array[form.lexeme] and e.institution_id = here and e.audience = any (told)
                limit common
            ) w
            group by w.document_id, t.place
        ) one
        group by one.document_id
        order by sum(one.score) desc, one.document_id
        limit most
    ) best;
    if documents > common and required is not null then
        select worded || array_agg(every.document_id) into worded from (
            select e.document_id from noa.entries e
            where e.lexemes @> required and e.institution_id = here and e.audience = any (told)
            limit most
        ) every;
    end if;

    -- By likeness of the name as a whole. Few names, or few among many: exactly; `+ 0` keeps the planner from the approximate index.
    if is_whole then
        null;
    elsif name_count <= few or (name_count <= scattered and name_count < 0.1 * (
            select c.reltuples from pg_class c where c.oid = 'noa.names'::regclass)) then
        select array_agg(n.document_id) into alike from (
            select x.document_id
            from noa.names x where x.institution_id = here and x.audience = any (told)
            order by (x.grams <#> (select propose.grams::halfvec)) + 0, x.document_id limit most
        ) n;
    else
        perform set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true);
        select array_agg(n.document_id) into alike from (
            select x.document_id
            from noa.names x where x.institution_id = here and x.audience = any (told)
            order by x.grams <#> (select propose.grams::halfvec) limit most
        ) n;
    end if;

    return query
        select e.document_id, e.has_text, e.names, e.topics, e.summary, e.concepts, propose.documents, propose.known,
            propose.fixes, propose.meant
        from noa.entries e
        where e.document_id = any (worded || alike) and e.institution_id = here and e.audience = any (told);
end $$;

-- Which of some documents have text.
create function noa.with_text(ids uuid[]) returns table (document_id uuid)
    language sql stable security definer rows 40 set search_path = pg_catalog, pg_temp as $$
    select e.document_id from noa.entries e where e.document_id = any (ids) and e.has_text
        and e.institution_id = noa.institution_id() and e.audience = any (noa.audiences_with(noa.profile()))
$$;

-- What a person is told of, newest first. A catalogue of up to 1,000 comes whole, so that whoever calls this counts
-- and cuts what the person's own policies let through; of a larger one the page alone comes, and the index counts it.
create function noa.leaf(from_row integer, most integer)
    returns table (document_id uuid, has_text boolean, place bigint, total bigint, is_whole boolean)
    language sql stable security definer rows 40 set search_path = pg_catalog, pg_temp as $$
    with told as (
        select e.document_id, e.has_text, e.created_at from noa.entries e
        where e.institution_id = noa.institution_id() and e.audience = any (noa.audiences_with(noa.profile()))
    ), counted as (
        select count(*) as total, count(*) <= 1000 as is_whole from told
    ), page as (
        select t.* from told t order by t.created_at desc, t.document_id
        offset (select case when is_whole then 0 else from_row end from counted)
        limit (select case when is_whole then 1000 else most end from counted)
    )
    select p.document_id, p.has_text, row_number() over (order by p.created_at desc, p.document_id), c.total, c.is_whole
    from page p, counted c
$$;

grant noa_indexer, noa_search, noa_identity to current_user;
grant create on schema noa to noa_indexer, noa_search;
grant execute on function noa.circulates(text, boolean, uuid, uuid), noa.is_listed(text[], text, text),
    noa.names_profile(text[], text), noa.default_institution_id(),
    noa.audience_of(text, boolean, uuid, text[], text) to noa_indexer;
grant execute on function noa.audiences_with(text), noa.held(uuid, text, text[]), noa.resembling(uuid, text, integer[])
    to noa_search;
grant execute on function noa.as_grams(text) to noa_indexer;
revoke execute on function noa.audience_of(text, boolean, uuid, text[], text), noa.audiences_with(text),
    noa.held(uuid, text, text[]), noa.resembling(uuid, text, integer[]), noa.note_document(), noa.note_synonyms(),
    noa.as_grams(text), noa.leaf(integer, integer), noa.with_text(uuid[]), noa.propose(integer, text[], text[],
    integer[], integer[], integer[], text[], integer[], integer[], text, integer) from public;
grant execute on function noa.leaf(integer, integer), noa.with_text(uuid[]), noa.propose(integer, text[], text[],
    integer[], integer[], integer[], text[], integer[], integer[], text, integer)
    to noa_patient, noa_student, noa_professional, noa_admin;
do $$
declare
    home constant name := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace
        where e.extname = 'vector');
    proposing constant text :=
        'noa.propose(integer, text[], text[], integer[], integer[], integer[], text[], integer[], integer[], text, integer)';
begin
    execute format('alter function %s set search_path = pg_catalog, %I, pg_temp', proposing, home);
    execute format('alter function %s set plan_cache_mode = force_generic_plan', proposing); -- planning costs more than it gains
    execute format('alter function %s owner to noa_search', proposing);
end $$;
alter function noa.leaf(integer, integer) owner to noa_search;
alter function noa.with_text(uuid[]) owner to noa_search;
alter function noa.note_document() owner to noa_indexer;
alter function noa.note_synonyms() owner to noa_indexer;

insert into noa.entries (document_id, institution_id, audience, has_text, created_at)
    select id, coalesce(institution_id, noa.default_institution_id()),
        noa.audience_of(status, is_published, institution_id, target_audience, visibility_scope),
        coalesce(content, '') <> '', coalesce(created_at, now())
    from public.documents;
create trigger noa_noted after insert or delete or update of title, aliases, summary, category, type, version, tags,
        keywords, medical_terms, file_url, target_audience, visibility_scope, status, is_published, institution_id,
        content, created_at
    on public.documents for each row execute function noa.note_document();

revoke create on schema noa from noa_indexer, noa_search;
revoke noa_indexer, noa_search, noa_identity from current_user;

-- migrate:down
-- forward only
