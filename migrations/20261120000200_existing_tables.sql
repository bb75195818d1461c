-- migrate:up
-- The tables of an existing deployment, created where missing; a table that is there is left as it is.
do $$
declare
    shapes constant jsonb := jsonb_build_object(
        'users', 'id uuid primary key default gen_random_uuid(), email text unique, name text, type text, role text,
            flag_admin boolean default false, is_official boolean default false, status text, phone text,
            metadata jsonb default ''{}'', created_at timestamptz default now(), updated_at timestamptz default now()',
        'documents', 'id uuid primary key default gen_random_uuid(), title text not null, content text, summary text,
            category text, type text, tags text[], keywords text[], medical_terms text[], embeddings jsonb,
            target_audience text[], is_published boolean default false, is_featured boolean default false,
            is_curated boolean default false, "isLinkedToAI" boolean default false, "aiRelevance" numeric default 0,
            author text, file_type text, file_size bigint, file_url text, downloads integer default 0, uploaded_by uuid,
            created_at timestamptz default now(), updated_at timestamptz default now()',
        'educational_resources', 'id uuid primary key default gen_random_uuid(), title text not null, summary text,
            description text, category text, resource_type text, url text, audience text, visibility_scope text,
            allowed_roles text[], allowed_axes text[], role_permissions jsonb, axis_permissions jsonb, status text,
            published_at timestamptz, created_at timestamptz default now(), updated_at timestamptz default now()',
        'courses', 'id uuid primary key default gen_random_uuid(), title text not null, slug text, description text,
            content text, category text, tags text[], difficulty text, level text, duration integer,
            duration_text text, instructor text, is_active boolean default true, is_featured boolean default false,
            is_live boolean default false, is_published boolean default false, price numeric, original_price numeric,
            next_class_date timestamptz, created_by uuid, created_at timestamptz default now(),
            updated_at timestamptz default now()',
        'course_modules', 'id uuid primary key default gen_random_uuid(), course_id uuid references public.courses,
            title text not null, description text, content text, content_type text, content_url text,
            duration integer, order_index integer, created_at timestamptz default now(),
            updated_at timestamptz default now()',
        'lesson_content', 'id uuid primary key default gen_random_uuid(), lesson_id uuid,
            module_id uuid references public.course_modules, title text, content text, content_type text,
            created_by uuid, updated_by uuid, created_at timestamptz default now(),
            updated_at timestamptz default now()',
        'course_enrollments', 'id uuid primary key default gen_random_uuid(), course_id uuid references public.courses,
            user_id uuid, status text, progress numeric, enrolled_at timestamptz, completed_at timestamptz,
            created_at timestamptz default now()',
        'forum_posts', 'id uuid primary key default gen_random_uuid(), author_id uuid, title text not null,
            content text, description text, category text, tags text[], allowed_roles text[], post_roles text[],
            is_active boolean default true, is_hot boolean default false, is_pinned boolean default false,
            is_password_protected boolean default false, password text, status text, resolved_at timestamptz,
            reviewed_at timestamptz, reviewed_by uuid, review_notes text, reopened_count integer default 0,
            consent_attested boolean default false, patient_pseudonym text, upvotes integer default 0,
            downvotes integer default 0, comments_count integer default 0, views_count integer default 0, slug text,
            created_at timestamptz default now(), updated_at timestamptz default now()',
        'forum_comments', 'id uuid primary key default gen_random_uuid(), post_id uuid references public.forum_posts,
            author_id uuid, content text, created_at timestamptz default now(), updated_at timestamptz default now()',
        'base_conhecimento', 'id uuid primary key default gen_random_uuid(), titulo text, conteudo text,
            categoria text, autor text, versao text, tags jsonb, ativo boolean default true, prioridade integer,
            data_atualizacao timestamptz default now()',
        'cognitive_events', 'id uuid primary key default gen_random_uuid(), intent text, action text,
            decision_result text, source text, metadata jsonb not null default ''{}'',
            created_at timestamptz not null default now()'
    );
    ordered constant text[] := array['users', 'documents', 'educational_resources', 'courses', 'course_modules',
        'lesson_content', 'course_enrollments', 'forum_posts', 'forum_comments', 'base_conhecimento',
        'cognitive_events'];
    name text;
begin
    foreach name in array ordered loop
        continue when to_regclass('public.' || name) is not null;
        execute format('create table public.%I (%s)', name, shapes ->> name);
        execute format('alter table public.%I enable row level security', name);
        -- Supabase grants new tables to these, TRUNCATE included, which no row policy governs.
        execute format('revoke all on public.%I from public, anon, authenticated', name);
    end loop;
end $$;

-- migrate:down
-- forward only
