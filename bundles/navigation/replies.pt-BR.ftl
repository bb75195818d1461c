going = Abrindo essa área para você.
no-such-section = Essa área não existe para o seu perfil. Nada foi aberto.
go-label = Ir para a área
