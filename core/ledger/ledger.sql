-- name: act_as_integrator  for this transaction
set local role noa_integrator;

-- name: one_moment  everything that follows in this transaction sees one moment
set transaction isolation level repeatable read, read only;

-- name: take_turn  one integrator at a time; the next one's statements see all that this one committed
select pg_try_advisory_xact_lock(hashtextextended('noa ledger integrator', 0)) as is_ours,
    floor(extract(epoch from clock_timestamp()))::bigint as now;

-- name: horizon  transactions below `finished` have all ended; none from `begun` on had begun
select pg_snapshot_xmin(s)::text as finished, pg_snapshot_xmax(s)::text as begun from pg_current_snapshot() s;

-- name: window  the next events from a mark on: those that no tree holds, and the last one in any case
with w as materialized (
    select e.recorded_in, e.id, e.institution_id, e.person_id, e.intent, e.action, e.decision_result, e.source,
        e.metadata, e.created_at, row_number() over (order by e.recorded_in, e.id) as place
    from public.cognitive_events e
    where (e.recorded_in, e.id) >= (%(after)s::xid8, %(after_id)s::uuid) and e.recorded_in < %(ceiling)s::xid8
    order by e.recorded_in, e.id
    limit %(most)s
), held as (
    -- one by one through the index: joined, the planner would read every leaf there is for each window
    select w.*, (select l.event_id from noa.ledger_leaves l where l.event_id = w.id) is not null as is_held from w
)
select h.recorded_in::text as recorded_in, h.place, h.is_held,
    coalesce(h.institution_id, (select noa.default_institution_id())) as tree_id, h.id, h.institution_id, h.person_id,
    h.intent, h.action, h.decision_result, h.source, coalesce(h.metadata::text, 'null') as metadata,
    (to_jsonb(h.created_at at time zone 'UTC') #>> '{}') || 'Z' as created_at
from held h
where not h.is_held or h.place = (select max(place) from w)
order by h.place;

-- name: head  the newest checkpoint of a tree
select size, root, note, created_at from noa.ledger_checkpoints
where institution_id = %(tree)s order by size desc limit 1;

-- name: heads  the newest checkpoint of every tree
select distinct on (institution_id) institution_id as tree_id, note from noa.ledger_checkpoints
order by institution_id, size desc;

-- name: checkpoint  what was signed at one size
select size, root, note from noa.ledger_checkpoints where institution_id = %(tree)s and size = %(size)s;

-- name: stored_hashes  stored nodes, and leaves as level 0; by place, since the planner misjudges ranges
select n.level, n.node_index as place, n.hash
from unnest(%(levels)s::smallint[], %(places)s::bigint[]) w (level, place)
join noa.ledger_nodes n on n.institution_id = %(tree)s and n.level = w.level and n.node_index = w.place
union all
select 0, l.leaf_index, l.leaf_hash
from unnest(%(leaves)s::bigint[]) w (place)
join noa.ledger_leaves l on l.institution_id = %(tree)s and l.leaf_index = w.place;

-- name: add_salts  salts of people who have none
insert into noa.ledger_salts (institution_id, person_id, salt)
select %(tree)s, s.person_id, s.salt from unnest(%(people)s::uuid[], %(salts)s::bytea[]) s (person_id, salt)
on conflict (institution_id, person_id) do nothing;

-- name: salts  the salts of people
select person_id, salt, erased_as from noa.ledger_salts
where institution_id = %(tree)s and person_id = any (%(people)s);

-- name: all_salts  the salts of everybody in a tree
select person_id, salt, erased_as from noa.ledger_salts where institution_id = %(tree)s;

-- name: erase_salt  forgets what opens a person's fields, and tells that it did
with erased as (
    update noa.ledger_salts set salt = null, erased_as = sha256(salt)
    where institution_id = %(tree)s and person_id = %(person)s and salt is not null
    returning erased_as
)
insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
select %(event_id)s, 'LEDGER', 'LEDGER_SALT_ERASED', 'ALLOWED', 'noa',
    jsonb_build_object('erased', encode(erased_as, 'hex')), %(tree)s, %(by)s
from erased;

-- name: insert_leaves  the next leaves of a tree
insert into noa.ledger_leaves (institution_id, leaf_index, event_id, leaf_hash, entry)
select %(tree)s, %(first)s + l.place - 1, l.event_id, l.leaf_hash, l.entry
from unnest(%(events)s::uuid[], %(hashes)s::bytea[], %(entries)s::bytea[])
    with ordinality l (event_id, leaf_hash, entry, place);

-- name: insert_nodes  the nodes that they completed
insert into noa.ledger_nodes (institution_id, level, node_index, hash)
select %(tree)s, n.level, n.node_index, n.hash
from unnest(%(levels)s::smallint[], %(places)s::bigint[], %(hashes)s::bytea[]) n (level, node_index, hash);

-- name: insert_checkpoint  the signed head
insert into noa.ledger_checkpoints (institution_id, size, root, note, created_at)
values (%(tree)s, %(size)s, %(root)s, %(note)s, to_timestamp(%(time)s));

-- name: leaf_of_event  where an event is in its tree
select institution_id as tree_id, leaf_index, entry from noa.ledger_leaves where event_id = %(event_id)s;

-- name: all_checkpoints  every checkpoint of a tree, oldest first
select size, root, note, floor(extract(epoch from created_at))::bigint as time,
    created_at = date_trunc('second', created_at) as is_whole
from noa.ledger_checkpoints where institution_id = %(tree)s order by size;

-- name: all_leaves  every leaf of a tree with its event as it is now
select l.leaf_index, l.event_id, l.leaf_hash, l.entry, e.id, e.institution_id, e.person_id, e.intent, e.action,
    e.decision_result, e.source, coalesce(e.metadata::text, 'null') as metadata,
    (to_jsonb(e.created_at at time zone 'UTC') #>> '{}') || 'Z' as created_at
from noa.ledger_leaves l left join public.cognitive_events e on e.id = l.event_id
where l.institution_id = %(tree)s order by l.leaf_index;

-- name: all_nodes  every stored node of a tree
select level, node_index, hash from noa.ledger_nodes where institution_id = %(tree)s order by level, node_index;
