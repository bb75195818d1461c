# O que `noa doctor` e `noa seal` dizem: o que foi visto e, em .mend, como resolver.

settings-read = Configuração lida. PostgreSQL { $postgres ->
    [embedded] embutido
   *[other] externo
}, Redis { $redis ->
    [embedded] embutido
   *[other] externo
}.
cooldowns-off = Os intervalos entre pedidos estão desligados (NOA_COOLDOWNS=off).
    .mend = Fora de avaliações, retire NOA_COOLDOWNS do ambiente.
origins-missing = Tokens do Supabase são aceitos, mas nenhuma página de outra origem pode chamar o serviço.
    .mend = Defina NOA_CORS_ORIGINS com a origem do frontend, por exemplo https://app.exemplo.org.
upstream-without-tokens = NOA_UPSTREAM_CORE_URL está definida, mas nada diz como conferir os tokens das pessoas.
    .mend = Defina NOA_SUPABASE_JWT_SECRET ou NOA_JWKS_URL.

redis-reached = O Redis { $version } responde.
redis-unreachable = O Redis não responde ({ $reason }). Buscas mostram resultados sem lista para escolher; nada é executado.
    .mend = Confira NOA_REDIS_URL e se o servidor está no ar.
redis-evicts = O Redis pode apagar listas vivas quando falta memória (maxmemory-policy { $policy }).
    .mend = Configure maxmemory-policy noeviction.

postgres-reached = O PostgreSQL { $version } responde.
postgres-unreachable = O PostgreSQL não responde ({ $reason }).
    .mend = Confira NOA_DATABASE_URL e se o servidor está no ar.
postgres-outdated = O PostgreSQL { $version } tem uma falha conhecida: um plano guardado pode esquecer de quem são as linhas (CVE-2024-10976).
    .mend = Atualize para 15.9, 16.5, 17.1 ou mais nova.
vector-found = A extensão pgvector { $version } está instalada.
vector-absent = Falta a extensão pgvector.
    .mend = Instale-a no servidor (por exemplo "apt-get install postgresql-15-pgvector") e rode "noa migrate".
vector-old = O pgvector { $version } não tem busca iterativa; sob filtros, a busca pode achar menos.
    .mend = Atualize o pgvector para 0.8 ou mais novo.
vector-too-old = O pgvector { $version } não conhece vetores de meia precisão.
    .mend = Atualize o pgvector para 0.8 ou mais novo.

migrations-applied = Todas as migrações foram aplicadas.
migrations-pending = { $count ->
    [one] Falta aplicar 1 migração ({ $first }).
   *[other] Faltam { $count } migrações (a primeira: { $first }).
}
    .mend = Rode "noa migrate".

app-role-right = O papel noa_app só pode entrar: não é dono de nada e não contorna nenhuma regra.
app-role-powerful = O papel noa_app tem poderes demais (superusuário, contornar RLS, criar papéis ou bancos, ou herdar).
    .mend = alter role noa_app nosuperuser nobypassrls nocreaterole nocreatedb noreplication noinherit;
app-role-owns = O papel noa_app é dono de { $count } objetos.
    .mend = Passe-os ao dono do banco: reassign owned by noa_app to …;
app-role-member = O papel noa_app pertence a papéis que não são dele: { $roles }.
    .mend = revoke { $roles } from noa_app;
app-role-closed = O papel noa_app não pode entrar.
    .mend = Rode "noa migrate", que lhe dá a senha derivada de NOA_SECRET.
app-login-works = O serviço entra no banco, e cada perfil consegue consultar.
app-login-failed = O serviço não consegue entrar no banco como noa_app ({ $reason }).
    .mend = Rode "noa migrate" com a mesma NOA_SECRET do serviço, ou defina NOA_APP_DATABASE_URL.
policies-refuse = Políticas que o banco já tinha recusam as consultas de: { $roles }. Elas olham tabelas que esses papéis não podem ler.
    .mend = Rode "select noa.unsee_existing();" como dono do banco. Se a tabela olhada está sem RLS, rode antes "noa seal --apply".

sealed = RLS está ligada em todas as tabelas e o texto literal não pode ser lido diretamente.
row-security-off = A tabela { $table } está sem RLS. Hoje a acessam: { $roles }.
    .mend = Veja "noa seal"; "noa seal --apply" liga a RLS e conserva o acesso de hoje.
text-readable = O texto literal de documents pode ser lido diretamente por: { $roles }.
    .mend = Veja "noa seal": ele diz o que o frontend de hoje perderia; "noa seal --apply" fecha.
text-readable-by-profiles = O texto literal de documents foi concedido a todos (PUBLIC), e com isso também aos perfis do serviço.
    .mend = revoke select on public.documents from public; ou "noa seal --apply".
text-view = A visão { $view } mostra texto literal com os direitos do dono dela.
    .mend = alter view { $view } set (security_invoker = true);

ledger-insert-only = O registro de eventos só aceita inserções.
ledger-open = O gatilho que protege o registro de eventos falta ou está desligado.
    .mend = alter table public.cognitive_events enable always trigger noa_insert_only;
ledger-granted = Podem tentar alterar o registro de eventos: { $roles }.
    .mend = revoke update, delete, truncate on public.cognitive_events from { $roles };

institution-default = Há uma instituição padrão.
institution-missing = Nenhuma instituição é a padrão: linhas sem instituição não aparecem para ninguém.
    .mend = update noa.institutions set is_default = true where slug = '…';
no-public-category = Nenhuma categoria foi declarada pública: pacientes não podem abrir documentos.
    .mend = insert into noa.category_rules select id, '<categoria>', 'public' from noa.institutions where is_default;
no-teaching-category = Nenhuma categoria foi declarada material de ensino: alunos não podem abrir documentos.
    .mend = insert into noa.category_rules select id, '<categoria>', 'teaching' from noa.institutions where is_default;
demo-accounts = { $count ->
    [one] Existe 1 conta de demonstração (@demo.noa).
   *[other] Existem { $count } contas de demonstração (@demo.noa).
}
    .mend = Onde trabalham pessoas de verdade, desative-as com "noa user disable".
people-without-profile = { $count ->
    [one] 1 pessoa tem um tipo que não é perfil nenhum e não pode fazer nada.
   *[other] { $count } pessoas têm um tipo que não é perfil nenhum e não podem fazer nada.
}
    .mend = Corrija o tipo com "noa user role", se elas devem usar o serviço.

model-none = Nenhum modelo de linguagem: as respostas são as canônicas.
model-set = Modelo de linguagem: { $model }.
model-not-installed = NOA_LLM_MODEL pede { $model }, mas o pacote { $package } não está instalado.
    .mend = pip install { $package }, ou retire NOA_LLM_MODEL.
embedding-none = Nenhum modelo de significado: a busca usa nomes, palavras e sinônimos.
embedding-set = Modelo de significado: { $model }.
embedding-not-installed = NOA_EMBEDDING_MODEL pede { $model }, mas o pacote { $package } não está instalado.
    .mend = pip install "noa[semantic]", ou retire NOA_EMBEDDING_MODEL.
transcription-none = Nenhum modelo de transcrição: o microfone usa o reconhecimento do navegador.
transcription-set = Modelo de transcrição: { $model }.
browser-found = Navegador para as provas: { $path }.
browser-missing = Não há Chromium: as provas no navegador não rodam aqui. O serviço não precisa dele.
    .mend = apt-get install chromium

seal-row-security = A RLS de { $table } será ligada. As políticas noa_mirrors_* conservam o acesso que cada papel tem hoje: ninguém perde linhas.
seal-loses-star = Quem faz select * em documents (o frontend de hoje faz) receberá "permission denied" e terá de nomear as colunas, sem { $columns }.
seal-loses-viewer = O leitor embutido do frontend de hoje, que busca documents.content por conta própria, deixará de mostrar o texto; ele deve usar o endereço de leitura da Nôa.
seal-loses-returning = Gravações em documents que pedem a linha inteira de volta terão de nomear as colunas, sem { $columns }.
