-- name: active_model  the model that this person's institution is searched with
select name, dimensions from noa.active_model();

-- name: search  what means the same, as this person: the vectors propose keys, the person's own policies decide
select d.id, d.title, d.category, d.summary as told_summary, d.version, d.created_at, d.target_audience,
    found.likeness,
    found.has_text and noa.is_openable(d.category, (select noa.profile()), (select noa.institution_id())) as is_openable
from noa.propose_meanings(%(model)s, %(asked)s, %(most)s) found
cross join lateral (
    -- offset 0: one row by its key for each proposal, whatever the planner thinks of the table
    select o.id, o.title, o.category, o.summary, o.version, o.created_at, o.status, o.is_published, o.institution_id,
        o.target_audience, o.visibility_scope
    from public.documents o where o.id = found.document_id offset 0
) d
where noa.circulates(d.status, d.is_published, d.institution_id, (select noa.institution_id()))
    and noa.is_listed(d.target_audience, d.visibility_scope, (select noa.profile()))
order by found.likeness desc, d.id;
