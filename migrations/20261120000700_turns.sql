-- migrate:up
-- Turns, the lists they offered and the executions that a person confirmed (plan §6, §7, §11.3).
create table noa.turns (
    id uuid primary key,
    institution_id uuid not null references noa.institutions,
    person_id uuid not null,
    conversation_id text not null check (length(conversation_id) between 1 and 128),
    message_id text not null check (length(message_id) between 1 and 128),
    text_digest bytea not null,       -- keyed digest: tells a retry from a reuse, tells nothing of the words
    intent text not null,
    reply jsonb not null,             -- the facts of the answer, so that a retry gets the first one back
    created_at timestamptz not null default now(),
    unique (institution_id, person_id, conversation_id, message_id)
);

-- A list that was shown. Redis says for how long; this row says to whom, and what became of it.
create table noa.offers (
    id uuid primary key,
    institution_id uuid not null references noa.institutions,
    person_id uuid not null,
    conversation_id text not null,
    turn_id uuid not null references noa.turns,
    operation text not null,
    contract text not null,           -- bundle@version that was in force
    candidates jsonb not null check (jsonb_typeof(candidates) = 'array'), -- ids and titles, never content
    state text not null default 'offered'
        check (state in ('offered', 'confirmed', 'refused', 'cancelled', 'superseded', 'expired')),
    created_at timestamptz not null default clock_timestamp(), -- after the conversation's lock, so the order is true
    closed_at timestamptz,
    check ((state = 'offered') = (closed_at is null)),
    unique (id, institution_id, person_id, conversation_id)
);
create index offers_open on noa.offers (institution_id, person_id, conversation_id) where state = 'offered';

create table noa.executions (
    id uuid primary key,
    institution_id uuid not null,
    person_id uuid not null,
    conversation_id text not null,
    offer_id uuid not null unique,    -- at most one execution for one confirmation
    operation text not null,
    contract text not null,
    resource_id uuid not null,
    state text not null default 'issued' check (state in ('issued', 'executed', 'refused', 'failed')),
    issued_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '15 minutes',
    settled_at timestamptz,
    check ((state = 'issued') = (settled_at is null)),
    -- an execution belongs to the person and the conversation that the list was shown to
    foreign key (offer_id, institution_id, person_id, conversation_id)
        references noa.offers (id, institution_id, person_id, conversation_id)
);
create index executions_by_person on noa.executions (institution_id, person_id, issued_at desc);

do $$
declare
    name text;
    own constant text := 'institution_id = (select noa.institution_id()) and person_id = (select noa.person_id())';
begin
    foreach name in array array['turns', 'offers', 'executions'] loop
        execute format('alter table noa.%I enable row level security, force row level security', name);
        execute format('create policy owner_maintains on noa.%I to current_user using (true) with check (true)', name);
        execute format('create policy own on noa.%I to noa_patient, noa_student, noa_professional, noa_admin, noa_clerk,
            noa_reader using (%s) with check (%s)', name, own, own);
        execute format('grant select on noa.%I to noa_patient, noa_student, noa_professional, noa_admin', name);
    end loop;
end $$;
grant insert on noa.turns, noa.offers to noa_patient, noa_student, noa_professional, noa_admin;
grant select, update (state, closed_at) on noa.offers to noa_clerk;
grant select, insert, update (state, settled_at) on noa.executions to noa_clerk;
grant select on noa.executions to noa_reader;

-- Ends a list without executing anything. True when it was open and this person's.
create function noa.close_offer(offer uuid, outcome text) returns boolean
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    with closed as (
        update noa.offers set state = outcome, closed_at = now()
        where id = offer and state = 'offered' and outcome <> 'confirmed' returning 1
    )
    select exists (select from closed)
$$;

-- Turns a confirmation into an execution, once, together with its event. The list must be open, shown to this
-- person in this conversation, and hold the resource; otherwise NOA02 undoes the whole turn.
create function noa.issue_execution(execution uuid, offer uuid, conversation text, resource uuid, event jsonb)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    confirmed noa.offers;
begin
    update noa.offers set state = 'confirmed', closed_at = now()
        where id = offer and conversation_id = conversation and state = 'offered'
            and candidates @> jsonb_build_array(jsonb_build_object('id', resource))
        returning * into confirmed;
    if not found then
        raise exception 'the list is not open' using errcode = 'NOA02';
    end if;
    insert into noa.executions (id, institution_id, person_id, conversation_id, offer_id, operation, contract, resource_id)
        values (execution, confirmed.institution_id, confirmed.person_id, conversation, offer, confirmed.operation,
                confirmed.contract, resource);
    insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
        values ((event ->> 'id')::uuid, event ->> 'intent', event ->> 'action', 'ALLOWED', event ->> 'source',
                event -> 'metadata', confirmed.institution_id, confirmed.person_id);
end $$;

-- Settles an execution once, together with its event. True when this call settled it; a later one changes nothing.
create function noa.settle_execution(execution uuid, outcome text, event jsonb) returns boolean
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    with settled as (
        update noa.executions set state = outcome, settled_at = now()
        where id = execution and state = 'issued' and outcome in ('executed', 'refused', 'failed')
        returning institution_id, person_id
    ), told as (
        insert into public.cognitive_events
            (id, intent, action, decision_result, source, metadata, institution_id, person_id)
        select (event ->> 'id')::uuid, event ->> 'intent', event ->> 'action', event ->> 'result', event ->> 'source',
            event -> 'metadata', institution_id, person_id
        from settled
        returning 1
    )
    select exists (select from told)
$$;

grant noa_clerk to current_user;
grant create on schema noa to noa_clerk;
alter function noa.close_offer(uuid, text) owner to noa_clerk;
alter function noa.issue_execution(uuid, uuid, text, uuid, jsonb) owner to noa_clerk;
alter function noa.settle_execution(uuid, text, jsonb) owner to noa_clerk;
revoke create on schema noa from noa_clerk;
revoke execute on function noa.close_offer(uuid, text), noa.issue_execution(uuid, uuid, text, uuid, jsonb),
    noa.settle_execution(uuid, text, jsonb) from public;
grant execute on function noa.close_offer(uuid, text), noa.issue_execution(uuid, uuid, text, uuid, jsonb),
    noa.settle_execution(uuid, text, jsonb) to noa_patient, noa_student, noa_professional, noa_admin;
revoke noa_clerk from current_user;

-- migrate:down
-- forward only
