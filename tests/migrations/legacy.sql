-- A database as the existing deployments have it, before any migration of ours: shapes, policies, grants and rows.
-- All people and texts are invented.

-- name: platform  what the platform's superuser made; the owner of the tables may not touch it
do $$
declare
    missing text;
begin
    foreach missing in array array['anon', 'authenticated', 'service_role'] loop
        if not exists (select from pg_roles where rolname = missing) then
            execute format('create role %I nologin', missing);
        end if;
    end loop;
end $$;
create schema auth;
grant usage on schema auth to anon, authenticated, service_role, noa_owner;
create function auth.uid() returns uuid language sql stable as
    'select nullif(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub'', '''')::uuid';
grant usage on schema public to anon, authenticated, service_role;
grant all on schema public to noa_owner;
alter default privileges for role noa_owner in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role noa_owner in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges for role noa_owner in schema public grant all on sequences to anon, authenticated, service_role;

-- name: tables  what the deployment's owner made
create table public.users (
    id uuid primary key default gen_random_uuid(), email text, name text, type text, role text, flag_admin boolean,
    is_official boolean, status text, phone text, metadata jsonb, cpf text, birth_date date,
    created_at timestamptz default now(), updated_at timestamptz default now()
);
create table public.user_profiles (id uuid primary key default gen_random_uuid(), user_id uuid, role text, type text);
create table public.profiles (id uuid primary key default gen_random_uuid(), type text);
create table public.documents (
    id uuid primary key default gen_random_uuid(), title text not null, content text, summary text, category text,
    type text, tags text[], keywords text[], medical_terms text[], embeddings jsonb, target_audience text[],
    is_published boolean default false, is_featured boolean, is_curated boolean, "isLinkedToAI" boolean,
    "aiRelevance" numeric check ("aiRelevance" between 0 and 1), author text, file_type text, file_size integer,
    file_url text, downloads integer default 0, uploaded_by uuid, created_at timestamptz default now(),
    updated_at timestamptz default now()
);
create table public.educational_resources (
    id uuid primary key default gen_random_uuid(), title text, summary text, description text, category text,
    resource_type text, url text, audience text, visibility_scope text, allowed_roles text[], allowed_axes text[],
    role_permissions jsonb, axis_permissions jsonb, status text, published_at timestamptz,
    created_at timestamptz default now(), updated_at timestamptz default now()
);
create table public.courses (
    id uuid primary key default gen_random_uuid(), title text, slug text, description text, content text, category text,
    tags text[], difficulty text, level text, duration integer, duration_text text, instructor text, is_active boolean,
    is_featured boolean, is_live boolean, is_published boolean, price numeric, original_price numeric,
    next_class_date timestamptz, created_by uuid, created_at timestamptz default now(), updated_at timestamptz default now()
);
create table public.course_modules (
    id uuid primary key default gen_random_uuid(), course_id uuid references public.courses, title text, description text,
    content text, content_type text, content_url text, duration integer, order_index integer,
    created_at timestamptz default now(), updated_at timestamptz default now()
);
create table public.lesson_content (
    id uuid primary key default gen_random_uuid(), lesson_id uuid, module_id uuid, title text, content text,
    content_type text, created_by uuid, updated_by uuid, created_at timestamptz default now(), updated_at timestamptz default now()
);
create table public.course_enrollments (
    id uuid primary key default gen_random_uuid(), course_id uuid, user_id uuid, status text, progress numeric,
    enrolled_at timestamptz, completed_at timestamptz, created_at timestamptz default now()
);
create table public.forum_posts (
    id uuid primary key default gen_random_uuid(), author_id uuid, title text, content text, description text,
    category text, tags text[], allowed_roles text[], post_roles text[], is_active boolean, is_hot boolean,
    is_pinned boolean, is_password_protected boolean, password text, status text, resolved_at timestamptz,
    reviewed_at timestamptz, reviewed_by uuid, review_notes text, reopened_count integer, consent_attested boolean,
    patient_pseudonym text, slug text, created_at timestamptz default now(), updated_at timestamptz default now()
);
create table public.forum_comments (
    id uuid primary key default gen_random_uuid(), post_id uuid, author_id uuid, content text,
    created_at timestamptz default now(), updated_at timestamptz default now()
);
create table public.base_conhecimento (
    id uuid primary key default gen_random_uuid(), titulo text, conteudo text, categoria text, autor text, versao text,
    tags jsonb, ativo boolean, prioridade integer, data_atualizacao timestamptz
);
create table public.cognitive_events (
    id uuid primary key default gen_random_uuid(), intent text not null, action text not null,
    decision_result text not null check (decision_result in ('ALLOWED', 'DENIED', 'SIGNAL', 'SILENCED')), source text,
    metadata jsonb default '{}', created_at timestamptz not null default now()
);
create table public.noa_pending_actions (
    id uuid primary key default gen_random_uuid(), user_id uuid not null, kind text not null, status text not null,
    candidates jsonb not null, context jsonb, created_at timestamptz default now(), expires_at timestamptz not null
);
create index documents_title on public.documents (title);

alter table public.users enable row level security;
alter table public.documents enable row level security;
alter table public.educational_resources enable row level security;
alter table public.course_enrollments enable row level security;
alter table public.forum_posts enable row level security;
alter table public.cognitive_events enable row level security;
alter table public.noa_pending_actions enable row level security;
-- courses, course_modules, lesson_content, forum_comments and base_conhecimento have it off: whoever is granted reads all.

create policy "Todos veem usuários" on public.users for select using (true);
create policy "Cada um muda o seu" on public.users for update using (id = auth.uid());
create policy "Documentos visíveis" on public.documents for select using (true);
create policy "Autenticados escrevem" on public.documents for all to authenticated using (true) with check (true);
create policy "Recursos públicos" on public.educational_resources for select using (true);
create policy "Minhas matrículas" on public.course_enrollments for all using (user_id = auth.uid());
create policy "Fórum aberto" on public.forum_posts for all using (true) with check (true);
create policy "Qualquer um registra" on public.cognitive_events for insert with check (true);
create policy "Admins leem" on public.cognitive_events for select
    using (exists (select from public.users u where u.id = auth.uid() and u.flag_admin));
create policy "Corrigir o registro" on public.cognitive_events for update using (true) with check (true);
create policy "Limpar o registro" on public.cognitive_events for delete using (true);
create policy "Minhas pendências" on public.noa_pending_actions for all using (user_id = auth.uid());

insert into public.users (email, name, type, role, flag_admin, is_official) values
    ('a@exemplo.invalid', 'Pessoa A (inventada)', 'paciente', 'patient', false, false),
    ('b@exemplo.invalid', 'Pessoa B (inventada)', 'patient', null, false, null),
    ('c@exemplo.invalid', 'Pessoa C (inventada)', 'aluno', null, null, null),
    ('d@exemplo.invalid', 'Pessoa D (inventada)', 'student', null, null, null),
    ('e@exemplo.invalid', 'Pessoa E (inventada)', 'Profissional', null, null, true),
    ('f@exemplo.invalid', 'Pessoa F (inventada)', 'professional', 'admin', true, null),
    ('g@exemplo.invalid', 'Pessoa G (inventada)', 'admin', null, true, null),
    ('h@exemplo.invalid', 'Pessoa H (inventada)', 'master', null, true, null),
    ('i@exemplo.invalid', 'Pessoa I (inventada)', 'visitante', 'admin', true, null),
    ('j@exemplo.invalid', 'Pessoa J (inventada)', null, 'admin', true, null),
    ('k@exemplo.invalid', 'Pessoa K (inventada)', '', 'admin', true, null);
insert into public.user_profiles (user_id, role, type) select id, 'admin', 'admin' from public.users;
insert into public.profiles (id, type) select id, 'admin' from public.users;
insert into public.documents (title, content, summary, category, target_audience, is_published, "aiRelevance", tags) values
    ('Protocolo de titulação', 'Texto interno do protocolo.', 'Como titular.', 'protocolo', '{professional}', true, 0.9, '{cbd}'),
    ('Folheto de sono', 'Texto do folheto.', 'Como dormir.', 'folheto', '{patient,all}', true, 0.5, null),
    ('Aula de nefrologia', 'Texto da aula.', 'O rim.', 'aula', '{student}', true, 0.4, '{rim}'),
    ('Sem audiência', 'Texto sem audiência.', null, null, null, true, null, null),
    ('Rascunho', 'Texto de rascunho.', null, 'protocolo', '{professional}', false, 0, null),
    ('Nunca extraído', '%PDF-1.4 binário', null, 'protocolo', '{admin}', true, 0, null);
insert into public.courses (title, content) values ('Curso de dor', 'Conteúdo do curso.');
insert into public.course_modules (title, content) values ('Módulo 1', 'Conteúdo do módulo.');
insert into public.lesson_content (title, content) values ('Lição 1', 'Conteúdo da lição.');
insert into public.forum_posts (title, content) values ('Caso', 'Conteúdo do caso.');
insert into public.forum_comments (content) values ('Comentário.');
insert into public.base_conhecimento (titulo, conteudo) values ('Antigo', 'Conteúdo antigo.');
insert into public.educational_resources (title, audience) values ('Vídeo', 'patient');
insert into public.cognitive_events (intent, action, decision_result, source) values
    ('DOC_SEARCH', 'LIST', 'ALLOWED', 'core'), ('DOC_OPEN', 'OPEN', 'DENIED', 'core'), ('NONE', 'TALK', 'SILENCED', 'core');
insert into public.noa_pending_actions (user_id, kind, status, candidates, context, expires_at)
    select id, 'DOC_OPEN_CONFIRMATION', 'pending', '[{"id": "x", "content": "literal"}]', '{"term": "x"}', now()
    from public.users where type = 'paciente';
