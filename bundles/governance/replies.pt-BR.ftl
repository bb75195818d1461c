governance-record = A consulta ao registro por conversa ainda não está disponível. Os eventos estão guardados e podem ser vistos pela administração do banco de dados.
