# What the program `noa` says while it works.

migrated = { $count ->
    [0] O banco de dados já está em dia.
    [one] 1 migração aplicada.
   *[other] { $count } migrações aplicadas.
}
imported = { $count ->
    [one] 1 documento importado.
   *[other] { $count } documentos importados.
}
bad-row = linha { $line }: { $reason }
indexed = { $count ->
    [0] O índice já estava em dia.
    [one] 1 documento indexado.
   *[other] { $count } documentos indexados.
}
importing = Importando
indexing = Indexando
demo-loaded = A biblioteca de demonstração está pronta. Contas da instituição “demo” (pessoas fictícias), todas com a senha { $password }:
demo-account = { $email }
serving = Nôa está em { $url } (Ctrl+C encerra).
user-added = Conta de { $email } pronta.
user-role = { $email } agora é “{ $type }”.
user-disabled = { $email } não entra mais em { $institution }.
not-found = Não encontrei isso: { $what }.
chat-welcome = Você entrou como { $email }. Escreva o seu pedido; “sair” encerra.
chat-opened = — { $title } ({ $details }) — { $notice } —
chat-command = [comando para o aplicativo: { $type } → { $target }]
chat-problem = { $title }: { $detail }
chat-unknown = Não há conta com o e-mail { $email } nesta instituição.
evaluating = Avaliando
evaluation-rows = frases
evaluation-dialogues = diálogos
evaluation-passed = diálogos sem falha
evaluation-turns = falas e eventos
evaluation-forbidden-executions = execuções que não podiam acontecer
evaluation-wrong-selections = escolhas erradas
evaluation-selection-recall = escolhas claras entendidas
evaluation-cancel-recall = cancelamentos entendidos
evaluation-intent-accuracy = intenções certas
evaluation-confusion = esperado → entendido
explained = Entendido como { $intent } (confiança { $confidence }), pela regra { $rule }.
seal-today = { $table }: hoje acessível a { $roles }
seal-report = { $count ->
    [0] Nada está aberto: não há o que selar.
    [one] Há 1 ponto aberto. Nada foi alterado; “noa seal --apply” fecha como mostrado acima.
   *[other] Há { $count } pontos abertos. Nada foi alterado; “noa seal --apply” fecha como mostrado acima.
}
sealed = { $count ->
    [0] Nada estava aberto.
    [one] 1 ponto foi fechado.
   *[other] { $count } pontos foram fechados.
}
evaluation-kind = tipo
evaluation-first = primeiro
evaluation-in-five = entre 5
evaluation-reciprocal-rank = MRR
embedded = { $count ->
    [one] 1 significado calculado.
   *[other] { $count } significados calculados.
}
embedding-model-unset = NOA_EMBEDDING_MODEL: falta. Defina o nome ou o caminho de um modelo para indexar significados.
embedding-model-of-no-use = O modelo { $model } não distingue textos neste idioma: a busca continuará só por nomes, palavras e sinônimos.
