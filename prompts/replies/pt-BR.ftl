# What Nôa says in every domain. A bundle's own replies come before these.

line = { $position }. { $title }{ $details }
detail-version = versão { $version }
list-question = Responda com um número de 1 a { $count }, ou diga “cancelar”.
list-question-one = Responda “1” ou “sim” para abrir, ou diga “cancelar”.

not-ours = Não entendi isso como um pedido que eu possa atender. Posso procurar e abrir documentos, ir a uma área do sistema ou iniciar um agendamento. O que você precisa?
not-for-profile = Isso não está disponível para o seu perfil.
cooldown = Você pediu isso várias vezes seguidas. Tente de novo em { $seconds ->
    [one] 1 segundo
   *[other] { $seconds } segundos
}.
cooldown-choice = Você abriu vários itens em pouco tempo. A lista continua valendo: escolha de novo em { $seconds ->
    [one] 1 segundo
   *[other] { $seconds } segundos
}.
another-list = Essa resposta era para outra lista, que já não é a mais recente. Nada foi aberto. Escolha na lista atual ou faça o pedido de novo.
nothing-pending = Não há nenhuma lista esperando escolha nesta conversa, então nada foi aberto. O que você quer procurar?
already-answered = Essa lista já foi respondida. Nada mais foi aberto. Se quiser outra coisa, faça um novo pedido.
expired = O tempo para escolher nessa lista acabou: ela expirou e nada foi aberto. Faça o pedido de novo e eu mostro as opções.
ask-again = Não entendi qual você escolheu, então nada foi aberto. { $count ->
    [one] Responda “1” para abrir ou “cancelar”.
   *[other] Responda com um número de 1 a { $count }, ou diga “cancelar”.
}
cancelled = Tudo bem, cancelei. Nada foi aberto.
access-denied = Esse item não está disponível para você agora: pode ter sido retirado, estar em verificação ou não ser do seu perfil. Nada foi aberto, e a recusa ficou registrada.
done = Feito.

help = Peça com as suas palavras, por exemplo: “abre o protocolo de dosagem”, “tem algo sobre pressão alta?”, “quero marcar uma consulta”. Eu mostro uma lista curta, você escolhe, e só então algo abre.

problem-title-internal = Algo deu errado
problem-detail-internal = Não foi possível concluir. Nada foi executado.
problem-title-store_unavailable = Serviço temporariamente indisponível
problem-detail-store_unavailable = Um dos nossos bancos de dados não respondeu. Nada foi executado; tente de novo em instantes.
problem-title-not_authenticated = Entre de novo
problem-detail-not_authenticated = Sua sessão não vale ou terminou.
problem-title-login_failed = Não foi possível entrar
problem-detail-login_failed = E-mail ou senha não conferem.
problem-title-no_profile = Sem perfil nesta instituição
problem-detail-no_profile = Sua conta não tem um perfil ativo aqui. Nada foi executado; fale com a administração.
problem-title-message_conflict = Mensagem repetida com outro texto
problem-detail-message_conflict = Este identificador de mensagem já foi usado com outras palavras.
problem-title-not_found = Não encontrado
problem-detail-not_found = Não há nada aqui para você.
problem-title-too_many_attempts = Muitas tentativas
problem-detail-too_many_attempts = Espere um pouco antes de tentar de novo.
problem-title-invalid_request = Pedido inválido
problem-detail-invalid_request = O pedido não tem o formato esperado.
problem-title-access_denied = Não disponível para você
problem-detail-access_denied = Esse item não está disponível para você agora. Nada foi aberto, e a recusa ficou registrada.
problem-title-ledger_damaged = O registro precisa de atenção
problem-detail-ledger_damaged = Algo guardado contradiz o que foi assinado. Nada mais é assinado até que uma pessoa verifique.
problem-title-not_in_ledger = Ainda não está no registro
problem-detail-not_in_ledger = Nenhuma prova inclui este evento por enquanto; tente de novo em instantes.
problem-title-text_unavailable = Texto indisponível
problem-detail-text_unavailable = Documento temporariamente indisponível por verificação de integridade.
problem-title-model_unavailable = Modelo de linguagem indisponível
problem-detail-model_unavailable = O modelo que escreve ou ouve não respondeu a tempo. Nada foi executado; escreva a mensagem ou tente de novo em instantes.
