# What the program `noa` says while it works.

migrated = { $count ->
    [0] The database is up to date.
    [one] 1 migration applied.
   *[other] { $count } migrations applied.
}
imported = { $count ->
    [one] 1 document imported.
   *[other] { $count } documents imported.
}
bad-row = line { $line }: { $reason }
indexed = { $count ->
    [0] The index was up to date.
    [one] 1 document indexed.
   *[other] { $count } documents indexed.
}
importing = Importing
indexing = Indexing
demo-loaded = The demo library is ready. Accounts of the institution “demo” (invented people), all with the password { $password }:
demo-account = { $email }
serving = Nôa is at { $url } (Ctrl+C ends it).
user-added = The account of { $email } is ready.
user-role = { $email } is “{ $type }” now.
user-disabled = { $email } no longer gets into { $institution }.
not-found = Not found: { $what }.
chat-welcome = You are signed in as { $email }. Write your request; “exit” ends.
chat-opened = — { $title } ({ $details }) — { $notice } —
chat-command = [command for the application: { $type } → { $target }]
chat-problem = { $title }: { $detail }
chat-unknown = There is no account with the e-mail { $email } at this institution.
evaluating = Evaluating
evaluation-rows = rows
evaluation-dialogues = dialogues
evaluation-passed = dialogues without a fault
evaluation-turns = utterances and events
evaluation-forbidden-executions = executions that must not happen
evaluation-wrong-selections = wrong selections
evaluation-selection-recall = clear selections understood
evaluation-cancel-recall = cancellations understood
evaluation-intent-accuracy = intents right
evaluation-confusion = expected → understood
explained = Understood as { $intent } (confidence { $confidence }), by the rule { $rule }.
seal-today = { $table }: today open to { $roles }
seal-report = { $count ->
    [0] Nothing is open: there is nothing to seal.
    [one] 1 place is open. Nothing was changed; “noa seal --apply” closes it as shown above.
   *[other] { $count } places are open. Nothing was changed; “noa seal --apply” closes them as shown above.
}
sealed = { $count ->
    [0] Nothing was open.
    [one] 1 place was closed.
   *[other] { $count } places were closed.
}
evaluation-kind = kind
evaluation-first = first
evaluation-in-five = in five
evaluation-reciprocal-rank = MRR
embedded = { $count ->
    [one] 1 meaning computed.
   *[other] { $count } meanings computed.
}
embedding-model-unset = NOA_EMBEDDING_MODEL: missing. Name a model, or its path, to index meanings.
embedding-model-of-no-use = The model { $model } does not tell texts of this language apart: search goes on by names, words and synonyms alone.
