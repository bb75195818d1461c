-- What the superuser does once on a new embedded server, and never again: everything else belongs to noa_owner.
-- Each statement may be run twice: a start that was cut off in the middle is simply repeated.

-- name: make_owner  the owner of the database; no superuser, as on Supabase, so that what works here works there
do $$
begin
    if not exists (select from pg_roles where rolname = 'noa_owner') then
        create role noa_owner login createrole createdb;
    end if;
end
$$;

-- name: make_schema  where Supabase keeps extensions; run in template1, so that every new database has it
create schema if not exists extensions authorization noa_owner;

-- name: make_vector  pgvector needs a superuser; run in template1
create extension if not exists vector with schema extensions;

-- name: find_database
select 1 from pg_database where datname = 'noa';

-- name: make_database
create database noa owner noa_owner;

-- name: close_database  nobody connects but who is granted it by the migrations
revoke all on database noa from public;
