-- name: search  what was asked, as this person: the index proposes keys, the person's own policies decide
select d.id, d.title, d.category, d.summary as told_summary, d.version, d.created_at,
    d.target_audience,
    found.has_text and noa.is_openable(d.category, (select noa.profile()), (select noa.institution_id())) as is_openable,
    found.names, found.topics, found.summary, found.concepts,
    found.documents, found.known, found.fixes, found.meant
from noa.propose(%(asked)s, %(stems)s, %(kin)s, %(kin_of)s, %(letters)s, %(letters_of)s, %(phrases)s, %(firsts)s, %(lasts)s,
    %(grams)s, %(most)s) found
cross join lateral (
    -- offset 0: one row by its key for each proposal, whatever the planner thinks of the table
    select o.id, o.title, o.category, o.summary, o.version, o.created_at, o.status, o.is_published, o.institution_id,
        o.target_audience, o.visibility_scope
    from public.documents o where o.id = found.document_id offset 0
) d
where noa.circulates(d.status, d.is_published, d.institution_id, (select noa.institution_id()))
    and noa.is_listed(d.target_audience, d.visibility_scope, (select noa.profile()));

-- name: leaf  a page of everything this person is told of, newest first, and how much there is in all
with told as materialized (
    select d.*, found.has_text, found.total, found.is_whole, row_number() over (order by found.place) as place
    from noa.leaf(%(offset)s, %(most)s) found
    cross join lateral (
        select o.id, o.title, o.category, o.summary as told_summary, o.version, o.created_at from public.documents o
        where o.id = found.document_id
            and noa.circulates(o.status, o.is_published, o.institution_id, (select noa.institution_id()))
            and noa.is_listed(o.target_audience, o.visibility_scope, (select noa.profile()))
        offset 0
    ) d
)
select page.*, counted.total
from (select coalesce(case when bool_and(is_whole) then count(*) else max(total) end, 0) as total from told) counted
left join lateral (
    select t.id, t.title, t.category, t.told_summary, t.version, t.created_at,
        t.has_text and noa.is_openable(t.category, (select noa.profile()), (select noa.institution_id())) as is_openable
    from told t where not t.is_whole or t.place > %(offset)s order by t.place limit %(most)s
) page on true;

-- name: named  documents by their keys, as far as this person is told of them
select d.id, d.title, d.category, d.summary as told_summary, d.version, d.created_at,
    noa.is_openable(d.category, (select noa.profile()), (select noa.institution_id()))
        and exists (select from noa.with_text(%(ids)s) t where t.document_id = d.id) as is_openable
from public.documents d
where d.id = any(%(ids)s)
    and noa.circulates(d.status, d.is_published, d.institution_id, (select noa.institution_id()))
    and noa.is_listed(d.target_audience, d.visibility_scope, (select noa.profile()));
