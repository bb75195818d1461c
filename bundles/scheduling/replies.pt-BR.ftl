scheduling = Vou abrir o agendamento para você escolher o melhor horário.
