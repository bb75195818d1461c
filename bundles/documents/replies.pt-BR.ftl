# What is said about documents, by profile where the plan asks for it (plan §13).

list = { $count ->
    [one] Encontrei um documento:
   *[other] Encontrei { $count } documentos:
}
list-explained = { $profile ->
    [patient] Em palavras simples, conforme “{ $title }”: { $summary }

        { $count ->
            [one] Há um material público que posso abrir:
           *[other] Há { $count } materiais públicos que posso abrir:
        }
   *[student] Para estudar, conforme “{ $title }”: { $summary }

        { $count ->
            [one] Há um material de ensino que posso abrir:
           *[other] Há { $count } materiais de ensino que posso abrir:
        }
}
explanation = { $profile ->
    [patient] Não abro documentos internos da clínica para pacientes, mas posso explicar. Conforme “{ $title }”: { $summary } Se quiser conversar com a equipe sobre o seu caso, diga “quero marcar uma consulta”.
   *[student] Esse material não pode ser aberto na íntegra, mas aqui está o essencial para estudar. Conforme “{ $title }”: { $summary }
}
compared = Comparando o que está na lista, sem abrir nada:
nothing-narrower = Na lista que você tem não há nada assim. Ela continua valendo: escolha um número, ou faça um novo pedido.
nothing-found = { $profile ->
    [patient] Não encontrei nenhum material para pacientes sobre isso. Tente com outras palavras, ou diga “quero marcar uma consulta” para falar com a equipe.
   *[other] Não encontrei nenhum documento com essas palavras. Tente parte do título, o assunto ou uma sigla.
}
list-without-choice = Encontrei estes documentos, mas agora não consigo guardar a sua escolha, então nada pode ser aberto. Tente de novo em instantes.
    { $titles }
count = { $total ->
    [one] Há um documento disponível para você.
   *[other] Há { $total } documentos disponíveis para você. Os mais recentes:
}
more = { $count ->
    [one] Mais um documento:
   *[other] Mais { $count } documentos:
}
catalogue = { $total ->
    [one] Há um documento disponível para você:
   *[other] Estes são alguns dos { $total } documentos disponíveis para você. Diga “listar mais” para ver outros:
}
empty-catalogue = Ainda não há documentos disponíveis para o seu perfil.
no-more = A lista acabou: não há mais documentos para mostrar.
summary = Resumo de “{ $title }”: { $summary }
nothing-to-summarise = Qual documento você quer que eu resuma? Diga o título ou o assunto.
opened = Pronto: “{ $title }” está sendo aberto ao lado, como texto literal da fonte.
no-text = Esse documento não tem texto para mostrar. Nada foi aberto.
quarantined = Documento temporariamente indisponível por verificação de integridade.

open-label = Abrir documento
literal-notice = Conteúdo literal (fonte)

# Categories as people read them; one that has no words here is shown as it is written.
category-protocolo-clinico = protocolo clínico
category-protocolo-operacional = protocolo operacional
category-diretriz-clinica = diretriz clínica
category-diretriz-operacional = diretriz operacional
category-educativo-publico = material educativo
category-orientacao-interna-paciente = orientação interna para pacientes
category-aula = aula
category-administrativo = administrativo
category-institucional = institucional
