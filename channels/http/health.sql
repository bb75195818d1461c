-- name: is_migrated  whether the newest thing that this version needs is there
select to_regprocedure('noa.read_literal(uuid, uuid, integer)') is not null
    and to_regclass('noa.name_index') is not null as is_migrated;
