-- migrate:up
-- Search by meaning: one vector for each document and model, made of its metadata, and for whom it counts (plan §6.2).

-- Models that documents were embedded with. `probe` is what the model made of one fixed text: it tells another model
-- under the same name.
create table noa.embedding_models (
    id integer primary key generated always as identity,
    name text not null unique,
    dimensions integer not null check (dimensions between 1 and 4000),
    probe real[] not null,
    created_at timestamptz not null default now()
);

-- The model that an institution is searched with. A row comes to be only when every document of it is embedded.
create table noa.active_models (
    institution_id uuid primary key references noa.institutions,
    model_id integer not null references noa.embedding_models,
    activated_at timestamptz not null default now()
);

-- `institution_id` and `audience` repeat noa.entries; a trigger keeps them in step. pgvector may live in any schema. The
-- column has no dimension, because models differ: each model has a partial index of its own, which the indexer builds.
do $$
declare
    home constant name := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace
        where e.extname = 'vector');
begin
    execute format('create table noa.meanings (
        document_id uuid not null references noa.entries on delete cascade,
        model_id integer not null references noa.embedding_models,
        institution_id uuid not null,
        audience smallint not null,
        is_stale boolean not null default false, -- its words changed since; searched as it is until embedded again
        text_hash bytea not null,                -- SHA-256 of what was embedded
        vector %I.halfvec not null,
        primary key (model_id, document_id))', home);
end $$;
-- Beside the row, never out of line: an exact scan reads every vector of an audience.
alter table noa.meanings alter column vector set storage plain;
create index meanings_by_audience on noa.meanings (model_id, institution_id, audience);
create index meanings_by_document on noa.meanings (document_id);
create index meanings_stale on noa.meanings (model_id, document_id) where is_stale;

do $$
declare
    name text;
begin
    foreach name in array array['embedding_models', 'active_models', 'meanings'] loop
        execute format('alter table noa.%I enable row level security, force row level security', name);
        execute format('create policy owner_maintains on noa.%I to current_user using (true) with check (true)', name);
        -- noa.propose_meanings narrows by institution and profile; a policy that did would keep the index from use.
        execute format('create policy search_reads on noa.%I for select to noa_search using (true)', name);
        execute format('grant select on noa.%I to noa_search', name);
    end loop;
end $$;
create policy indexer_keeps on noa.meanings to noa_indexer using (true) with check (true);
grant select, update on noa.meanings to noa_indexer;

-- The vector of a document whose words changed waits for the indexer.
create function noa.note_meaning() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update noa.meanings set is_stale = true where document_id = new.id and not is_stale;
    return null;
end $$;

-- Who is told of a document is who may find it by meaning: at once, whoever changed it.
create function noa.note_meaning_audience() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update noa.meanings set audience = new.audience, institution_id = new.institution_id
        where document_id = new.document_id;
    return null;
end $$;

-- The model that the person's institution is searched with; no row where there is none.
create function noa.active_model() returns table (name text, dimensions integer)
    language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $$
    select m.name, m.dimensions
    from noa.active_models a join noa.embedding_models m on m.id = a.model_id
    where a.institution_id = noa.institution_id()
$$;

-- Proposes documents that mean what was asked, to the person whose claims are set. It reads institution and profile
-- from the claims, never from an argument, and tells of a document only its key, its likeness (inner product of unit
-- vectors) and whether it has text; who calls it fetches the row under the person's own policies.
--   model   the model that made `asked`; another than the active one finds nothing
create function noa.propose_meanings(model text, asked text, most integer)
    returns table (document_id uuid, has_text boolean, likeness real)
    language plpgsql stable security definer rows 40 as $$
declare
    exact_up_to constant integer := 20000; -- documents; below, an exact scan is quick enough, and misses nothing
    here constant uuid := noa.institution_id();
    told constant smallint[] := noa.audiences_with(noa.profile());
    active noa.embedding_models;
    told_of integer;
    shape text;
    distance text;
begin
    select m.* into active from noa.active_models a join noa.embedding_models m on m.id = a.model_id
        where a.institution_id = here and m.name = model;
    if active.id is null then
        return;
    end if;
    -- How many documents this audience is told of: kept by the name index, for each profile apart.
    select coalesce(max(h.held), 0) into told_of from noa.held(here, noa.profile(), array['#documents']) h;
    shape := format('::halfvec(%s)', active.dimensions);
    distance := format('(m.vector%1$s <#> $3%1$s)', shape);
    if told_of <= exact_up_to then
        distance := distance || ' + 0'; -- keeps the planner from the approximate index, which it always prefers
    else
        perform set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '200', true);
    end if;
    return query execute format('
        select near.document_id, e.has_text, near.likeness
        from (
            select m.document_id, (-(m.vector%1$s <#> $3%1$s))::real as likeness
            from noa.meanings m
            where m.model_id = %2$s and m.institution_id = $1 and m.audience = any ($2)
            order by %3$s
            limit $4
        ) near
        join noa.entries e on e.document_id = near.document_id and e.institution_id = $1 and e.audience = any ($2)
        order by near.likeness desc, near.document_id', shape, active.id, distance)
        using here, told, asked, most;
end $$;

grant noa_indexer, noa_search to current_user;
grant create on schema noa to noa_indexer, noa_search;
revoke execute on function noa.note_meaning(), noa.note_meaning_audience(), noa.active_model(),
    noa.propose_meanings(text, text, integer) from public;
grant execute on function noa.active_model(), noa.propose_meanings(text, text, integer)
    to noa_patient, noa_student, noa_professional, noa_admin;
do $$
declare
    home constant name := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace
        where e.extname = 'vector');
begin
    execute format('alter function noa.propose_meanings(text, text, integer) set search_path = pg_catalog, %I, pg_temp',
        home);
end $$;
alter function noa.active_model() owner to noa_search;
alter function noa.propose_meanings(text, text, integer) owner to noa_search;
alter function noa.note_meaning() owner to noa_indexer;
alter function noa.note_meaning_audience() owner to noa_indexer;

create trigger noa_meaning_noted after update of title, summary, keywords on public.documents for each row
    when ((old.title, old.summary, old.keywords) is distinct from (new.title, new.summary, new.keywords))
    execute function noa.note_meaning();
create trigger noa_audience_noted after update of audience, institution_id on noa.entries for each row
    when ((old.audience, old.institution_id) is distinct from (new.audience, new.institution_id))
    execute function noa.note_meaning_audience();
revoke create on schema noa from noa_indexer, noa_search;
revoke noa_indexer, noa_search from current_user;

-- migrate:down
-- forward only
