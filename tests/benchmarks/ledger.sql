-- name: without_walk  events as they were before the ledger had trees
drop table if exists scratch;
create table scratch (like public.cognitive_events including all);
alter table scratch drop column recorded_in;

-- name: with_walk  events as they are
drop table if exists scratch;
create table scratch (like public.cognitive_events including all);

-- name: forget_recorded  nothing of it stays
drop table if exists scratch;

-- name: record  one event a statement, as a turn inserts it, in a loop on the server
do $$
begin
    for i in 1..2000 loop
        insert into scratch (id, intent, action, decision_result, source, metadata)
        values (gen_random_uuid(), 'ASKING', 'LISTED', 'SIGNAL', 'noa', '{"role": "professional", "turn": 1}');
    end loop;
end $$;

-- name: record_events  events as turns leave them
insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
select gen_random_uuid(), 'ASKING', 'LISTED', 'SIGNAL', 'noa',
    jsonb_build_object('intent', 'ASKING', 'role', 'professional', 'turn_id', gen_random_uuid(), 'modality', 'text',
        'conversation_id', 'c-' || i %% 50, 'rule', 'title', 'contract', 'bundle@1.0.0', 'operation', 'asking'),
    %(tree)s, md5((i %% 500)::text)::uuid
from generate_series(1, %(count)s) i;

-- name: fill_leaves  made up leaves
insert into noa.ledger_leaves (institution_id, leaf_index, event_id, leaf_hash, entry)
select %(tree)s, i, md5(i::text)::uuid, sha256('\x00'::bytea || e.entry), e.entry
from generate_series(%(first)s::bigint, %(last)s::bigint) i
cross join lateral (select convert_to('{"leaf":' || i || '}', 'utf8') as entry) e;

-- name: read_leaves  in their order
select leaf_hash from noa.ledger_leaves
where institution_id = %(tree)s and leaf_index between %(first)s and %(last)s order by leaf_index;

-- name: copy_nodes  many at once
copy noa.ledger_nodes (institution_id, level, node_index, hash) from stdin;

-- name: fill_checkpoint  the signed head
insert into noa.ledger_checkpoints (institution_id, size, root, note, created_at)
values (%(tree)s, %(size)s, %(root)s, %(note)s, to_timestamp(1800000000));

-- name: events_at  events by their place
select event_id from noa.ledger_leaves where institution_id = %(tree)s and leaf_index = any (%(places)s);
