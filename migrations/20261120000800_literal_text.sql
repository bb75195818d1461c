-- migrate:up
-- Literal text: read through one function, judged before it is promised and again before it leaves (plan §8, §9).
create table noa.judgements (
    document_id uuid primary key,
    content_hash text not null,       -- of the content that was judged
    ruleset integer not null,         -- of the sanitation rules that judged it
    verdict text not null check (verdict in ('sound', 'unsound')),
    reason text,
    judged_at timestamptz not null default now()
);
alter table noa.judgements enable row level security, force row level security;
create policy owner_maintains on noa.judgements to current_user using (true) with check (true);
create policy custodian_keeps on noa.judgements to noa_custodian using (true) with check (true);
create policy reader_reads on noa.judgements for select to noa_reader using (true);
grant select, insert, update on noa.judgements to noa_custodian;
grant select on noa.judgements to noa_reader;

-- The judgement of one document for this person, under the reader's policy:
--   denied    not theirs to open (or not there: the two look alike)
--   empty     there is no text
--   corrupted the content does not match the hash that was claimed for it
--   unsound   these rules judged this content before, and refused it
--   sound     these rules judged this content before; `text` is what people read
--   unjudged  nobody judged this content under these rules; `text` is raw and must not leave the service
create function noa.judge(document uuid, ruleset integer)
    returns table (verdict text, reason text, title text, version text, category text, content_hash text, text text)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_document public.documents;
    found_judgement noa.judgements;
    hash text;
begin
    -- The rule of the reader's policy once more: an existing table may have its row level security off.
    select * into found_document from public.documents d where d.id = document
        and noa.circulates(d.status, d.is_published, d.institution_id, noa.institution_id())
        and noa.is_listed(d.target_audience, d.visibility_scope, noa.profile())
        and noa.is_openable(d.category, noa.profile(), noa.institution_id());
    if not found then
        return query select 'denied', null::text, null::text, null::text, null::text, null::text, null::text;
        return;
    end if;
    hash := encode(sha256(convert_to(coalesce(found_document.content, ''), 'UTF8')), 'hex');
    select * into found_judgement from noa.judgements j
        where j.document_id = document and j.content_hash = hash and j.ruleset = judge.ruleset;
    return query select
        case
            when coalesce(found_document.content, '') = '' then 'empty'
            when found_document.integrity_hash is not null and found_document.integrity_hash <> hash then 'corrupted'
            when found_judgement.verdict = 'sound' and found_document.sanitized_content is null then 'unjudged'
            else coalesce(found_judgement.verdict, 'unjudged')
        end,
        found_judgement.reason, found_document.title, found_document.version, found_document.category, hash,
        case when found_judgement.verdict = 'sound' then coalesce(found_document.sanitized_content, found_document.content)
            else found_document.content end;
exception when insufficient_privilege then
    return query select 'denied', 'insufficient_privilege', null::text, null::text, null::text, null::text, null::text;
end $$;

-- The literal text of an execution that is this person's and still lives, judged again.
create function noa.read_literal(execution uuid, document uuid, ruleset integer)
    returns table (verdict text, reason text, title text, version text, category text, content_hash text, text text,
        state text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select j.*, e.state
    from noa.executions e
    cross join lateral noa.judge(e.resource_id, read_literal.ruleset) j
    where e.id = execution and e.resource_id = document and e.state in ('issued', 'executed') and now() < e.expires_at
$$;

-- Keeps a judgement: sanitised text is cached under the hash of what it was made from; unsound content is quarantined.
create function noa.keep_judgement(document uuid, hash text, ruleset integer, verdict text, reason text, sanitized text)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform from public.documents d where d.id = document
        and encode(sha256(convert_to(coalesce(d.content, ''), 'UTF8')), 'hex') = hash for update;
    if not found or (select j.verdict from noa.judge(document, ruleset) j) = 'denied' then
        return; -- the content changed meanwhile, or this person has no business judging it
    end if;
    insert into noa.judgements as kept (document_id, content_hash, ruleset, verdict, reason)
        values (document, hash, keep_judgement.ruleset, keep_judgement.verdict, keep_judgement.reason)
        on conflict (document_id) do update set content_hash = excluded.content_hash, ruleset = excluded.ruleset,
            verdict = excluded.verdict, reason = excluded.reason, judged_at = now();
    update public.documents d set
        sanitized_content = case when keep_judgement.verdict = 'sound' then sanitized end,
        status = case when keep_judgement.verdict = 'sound' then d.status else 'QUARANTINED' end
        where d.id = document;
end $$;

grant noa_reader, noa_custodian to current_user;
grant create on schema noa to noa_reader, noa_custodian;
alter function noa.judge(uuid, integer) owner to noa_reader;
alter function noa.read_literal(uuid, uuid, integer) owner to noa_reader;
alter function noa.keep_judgement(uuid, text, integer, text, text, text) owner to noa_custodian;
revoke create on schema noa from noa_reader, noa_custodian;
revoke execute on function noa.judge(uuid, integer), noa.read_literal(uuid, uuid, integer),
    noa.keep_judgement(uuid, text, integer, text, text, text) from public;
grant execute on function noa.judge(uuid, integer), noa.read_literal(uuid, uuid, integer),
    noa.keep_judgement(uuid, text, integer, text, text, text)
    to noa_patient, noa_student, noa_professional, noa_admin;
grant execute on function noa.judge(uuid, integer) to noa_custodian;
revoke noa_reader, noa_custodian from current_user;

-- migrate:down
-- forward only
