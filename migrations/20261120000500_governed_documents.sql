-- migrate:up
-- What makes documents governable (plan §5.2), who may list them and who may open them (plan §4, §8, §13).
alter table public.documents
    add column if not exists aliases text[],
    add column if not exists status text default 'ACTIVE',
    add column if not exists version text,
    add column if not exists integrity_hash text,     -- SHA-256 of content as UTF-8, in hex; null: nothing is claimed
    add column if not exists sanitized_content text,  -- what people read; valid only with a judgement of this content
    add column if not exists visibility_scope text,
    add column if not exists institution_id uuid,     -- null: the default institution
    add column if not exists external_id text;        -- the id that an import gave, where it was no uuid
create unique index if not exists documents_external_id on public.documents (institution_id, external_id);

-- Whether words of either language name a profile, or everybody.
create function noa.names_profile(words text[], profile text) returns boolean language sql immutable as $$
    select lower(words::text)::text[] && (array['all', 'todos', 'public', 'publico', 'público'] || case profile
        when 'patient' then array['patient', 'patients', 'paciente', 'pacientes']
        when 'student' then array['student', 'students', 'aluno', 'alunos', 'estudante', 'estudantes']
        when 'professional' then array['professional', 'professionals', 'profissional', 'profissionais']
        when 'admin' then array['admin', 'administrador', 'administradores']
    end)
$$;

-- Whether a document is in circulation and of an institution. A row without institution is the default one's.
create function noa.circulates(status text, is_published boolean, owned_by uuid, institution uuid) returns boolean
    language sql stable as $$
    select coalesce(status = 'ACTIVE' and is_published
        and coalesce(owned_by, noa.default_institution_id()) = institution, false)
$$;

-- Whether a profile is told that a document exists (its metadata): the audience names it, or, for
-- professionals, none is stated; a scope, where there is one, narrows that.
create function noa.is_listed(audience text[], scope text, profile text) returns boolean language sql immutable as $$
    select coalesce(case profile
        when 'admin' then true
        when 'professional' then coalesce(cardinality(audience), 0) = 0 or noa.names_profile(audience, profile)
        else noa.names_profile(audience, profile)
    end and (profile = 'admin' or coalesce(btrim(scope), '') = ''
        or noa.names_profile(regexp_split_to_array(btrim(scope), '[|,;\s]+'), profile)), false)
$$;

-- Whether a profile may open the literal text of what it is told of.
create function noa.is_openable(category text, profile text, institution uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select case profile
        when 'admin' then true
        when 'professional' then true
        when 'student' then exists (select from noa.category_rules r
            where r.institution_id = institution and r.category = is_openable.category and r.kind = 'teaching')
        when 'patient' then exists (select from noa.category_rules r
            where r.institution_id = institution and r.category = is_openable.category and r.kind = 'public')
        else false
    end
$$;

-- Profiles see metadata by columns; nobody but the reader is granted content, so even `select *` is refused.
grant select (id, title, aliases, summary, category, type, version, tags, keywords, medical_terms, target_audience,
    visibility_scope, status, is_published, is_featured, is_curated, "isLinkedToAI", "aiRelevance", author, file_type,
    file_size, downloads, institution_id, external_id, created_at, updated_at)
    on public.documents to noa_patient, noa_student, noa_professional, noa_admin, noa_search;
grant select on public.documents to noa_reader, noa_custodian;
grant update (status, sanitized_content) on public.documents to noa_custodian;

-- Permissive policies only ever add to what a database already has (some have `using (true)`), so each of ours
-- stands twice: once to let in, once RESTRICTIVE to keep out.
do $$
declare
    listed constant text := 'noa.circulates(status, is_published, institution_id, (select noa.institution_id()))
        and noa.is_listed(target_audience, visibility_scope, (select noa.profile()))';
    of_institution constant text := 'coalesce(institution_id, (select noa.default_institution_id()))
        = (select noa.institution_id())';
    rule record;
begin
    for rule in
        select * from (values
            ('listed', 'noa_patient, noa_student, noa_professional', 'select', listed),
            ('administered', 'noa_admin', 'select', of_institution),
            ('searched', 'noa_search', 'select', listed),
            ('read', 'noa_reader', 'select',
                listed || ' and noa.is_openable(category, (select noa.profile()), (select noa.institution_id()))'),
            ('kept', 'noa_custodian', 'all', of_institution)
        ) as rules (name, roles, command, test)
    loop
        execute format('create policy noa_%s on public.documents as permissive for %s to %s using (%s)',
            rule.name, rule.command, rule.roles, rule.test);
        execute format('create policy noa_%s_only on public.documents as restrictive for %s to %s using (%s)',
            rule.name, rule.command, rule.roles, rule.test);
    end loop;
end $$;

grant noa_identity to current_user;
grant create on schema noa to noa_identity;
alter function noa.is_openable(text, text, uuid) owner to noa_identity;
revoke create on schema noa from noa_identity;
revoke execute on function noa.names_profile(text[], text), noa.circulates(text, boolean, uuid, uuid),
    noa.is_listed(text[], text, text), noa.is_openable(text, text, uuid) from public;
grant execute on function noa.names_profile(text[], text), noa.circulates(text, boolean, uuid, uuid),
    noa.is_listed(text[], text, text), noa.is_openable(text, text, uuid)
    to noa_patient, noa_student, noa_professional, noa_admin, noa_search, noa_reader, noa_custodian;
revoke noa_identity from current_user;

-- migrate:down
-- forward only
