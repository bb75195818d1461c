-- name: make_database  a scratch database
create database {name};

-- name: drop_database  the scratch database goes, once everybody has left it
drop database if exists {name};

-- name: count_executions  everything that was ever executed here
select count(*) as executions from noa.executions;

-- name: quarantine  a document fails its verification
update public.documents set status = 'QUARANTINED' where id = %(id)s;

-- name: revoke  a document is taken from everybody but administrators
update public.documents set target_audience = array['admin'] where id = %(id)s;

-- name: corrupt  a document's content is damaged behind its hash
update public.documents set content = repeat(chr(1) || chr(65533), 400) where title = %(title)s;

-- name: retitle  a document gets another title
update public.documents set title = %(title)s where id = %(id)s;

-- name: poison  retrieved text holds what somebody hid in it
update public.documents set content = content || E'\n' || %(text)s, summary = %(text)s, integrity_hash = null;

-- name: set_type  somebody's profile changes
update public.users set type = %(type)s where id = %(id)s;
