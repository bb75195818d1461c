-- name: import_documents  rows of the catalogue format; a document that is there already in this institution is updated
with given as (
    select * from jsonb_to_recordset(%(rows)s::jsonb) as r (id uuid, external_id text, institution_id uuid, title text,
        aliases text[], content text, summary text, category text, type text, version text, tags text[], keywords text[],
        medical_terms text[], embeddings jsonb, target_audience text[], visibility_scope text, status text,
        is_published boolean, is_featured boolean, is_curated boolean, "isLinkedToAI" boolean, "aiRelevance" numeric,
        author text, file_type text, file_size bigint, file_url text, downloads integer, uploaded_by uuid,
        integrity_hash text, created_at timestamptz, updated_at timestamptz)
)
insert into public.documents as d (id, external_id, institution_id, title, aliases, content, summary, category, type,
    version, tags, keywords, medical_terms, embeddings, target_audience, visibility_scope, status, is_published,
    is_featured, is_curated, "isLinkedToAI", "aiRelevance", author, file_type, file_size, file_url, downloads,
    uploaded_by, integrity_hash, created_at, updated_at)
select g.id, g.external_id, g.institution_id, g.title, g.aliases, g.content, g.summary, g.category, g.type, g.version,
    g.tags, g.keywords, g.medical_terms, g.embeddings, g.target_audience, g.visibility_scope,
    coalesce(g.status, 'ACTIVE'), g.is_published, g.is_featured, g.is_curated, g."isLinkedToAI", g."aiRelevance",
    g.author, g.file_type, g.file_size, g.file_url, g.downloads, g.uploaded_by, g.integrity_hash,
    coalesce(g.created_at, now()), coalesce(g.updated_at, g.created_at, now())
from given g
on conflict (id) do update set external_id = excluded.external_id, title = excluded.title, aliases = excluded.aliases,
    content = excluded.content, summary = excluded.summary, category = excluded.category, type = excluded.type,
    version = excluded.version, tags = excluded.tags, keywords = excluded.keywords,
    medical_terms = excluded.medical_terms, embeddings = excluded.embeddings,
    target_audience = excluded.target_audience, visibility_scope = excluded.visibility_scope,
    -- a quarantine stays until the content is another, or the row lifts it itself
    status = case when d.status = 'QUARANTINED' and d.content is not distinct from excluded.content
        and (select g.status is null from given g where g.id = d.id) then d.status else excluded.status end,
    is_published = excluded.is_published, is_featured = excluded.is_featured, is_curated = excluded.is_curated,
    "isLinkedToAI" = excluded."isLinkedToAI", "aiRelevance" = excluded."aiRelevance", author = excluded.author,
    file_type = excluded.file_type, file_size = excluded.file_size, file_url = excluded.file_url,
    uploaded_by = excluded.uploaded_by, integrity_hash = excluded.integrity_hash,
    sanitized_content = case when d.content is not distinct from excluded.content then d.sanitized_content end,
    updated_at = now()
where d.institution_id = %(institution)s
    or (d.institution_id is null and %(institution)s = (select id from noa.institutions where is_default))
returning d.id;
