-- name: is_migrated  whether everything that this version needs was applied (or applied by hand, which nobody noted)
select coalesce(noa.applied_migrations() @> %(shipped)s::text[], true) as is_migrated;
