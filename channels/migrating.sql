-- Migrating: the lock around a run, what was applied, and the service's own login.

-- name: try_lock  until the transaction ends, so that it also holds behind a transaction-mode pooler
select pg_try_advisory_xact_lock(hashtextextended('noa.migrations', 0));

-- name: outlive_idling  the lock's transaction idles for as long as the migrations run
set local idle_in_transaction_session_timeout = 0;

-- name: is_recorded  whether any run has recorded what it applied
select to_regclass('noa.schema_migrations') is not null;

-- name: applied  versions on record
select version from noa.schema_migrations order by version;

-- name: find_login  whether a role exists
select 1 from pg_roles where rolname = %(role)s;

-- name: offer_login  hand role and verifier to set_login: ALTER ROLE takes no parameters
select set_config('noa.login_role', %(role)s, true), set_config('noa.login_verifier', %(verifier)s, true);

-- name: set_login
do $$
begin
    execute format(
        'alter role %I login password %L',
        current_setting('noa.login_role'),
        current_setting('noa.login_verifier')
    );
end
$$;
