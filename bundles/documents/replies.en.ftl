# What is said about documents, by profile where the plan asks for it (plan §13).

list = { $count ->
    [one] I found one document:
   *[other] I found { $count } documents:
}
list-explained = { $profile ->
    [patient] In plain words, from “{ $title }”: { $summary }

        { $count ->
            [one] There is one public document that I can open:
           *[other] There are { $count } public documents that I can open:
        }
   *[student] To study, from “{ $title }”: { $summary }

        { $count ->
            [one] There is one piece of teaching material that I can open:
           *[other] There are { $count } pieces of teaching material that I can open:
        }
}
explanation = { $profile ->
    [patient] I do not open the clinic's internal documents for patients, but I can explain. From “{ $title }”: { $summary } If you would like to talk to the team about your case, say “I want to book an appointment”.
   *[student] That material cannot be opened in full, but here is what matters for studying. From “{ $title }”: { $summary }
}
compared = Comparing what is on the list, without opening anything:
nothing-narrower = There is nothing like that on the list you have. It still stands: choose a number, or ask for something else.
nothing-found = { $profile ->
    [patient] I found no material for patients about that. Try other words, or say “I want to book an appointment” to talk to the team.
   *[other] I found no document with those words. Try part of the title, the subject or an abbreviation.
}
list-without-choice = I found these documents, but I cannot keep your choice right now, so nothing can be opened. Try again in a moment.
    { $titles }
count = { $total ->
    [one] There is one document for you.
   *[other] There are { $total } documents for you. The newest:
}
more = { $count ->
    [one] One more document:
   *[other] { $count } more documents:
}
catalogue = { $total ->
    [one] There is one document for you:
   *[other] These are some of the { $total } documents for you. Say “list more” to see others:
}
empty-catalogue = There are no documents for your profile yet.
no-more = That was the end of the list: there are no more documents.
summary = Summary of “{ $title }”: { $summary }
nothing-to-summarise = Which document shall I summarise? Say its title or subject.
opened = Here it is: “{ $title }” is opening beside the chat, as literal text of the source.
no-text = That document has no text to show. Nothing was opened.
quarantined = Document temporarily unavailable while its integrity is checked.

open-label = Open document
literal-notice = Literal content (source)

# Categories as people read them; one that has no words here is shown as it is written.
category-protocolo-clinico = clinical protocol
category-protocolo-operacional = operating protocol
category-diretriz-clinica = clinical guideline
category-diretriz-operacional = operating guideline
category-educativo-publico = educational material
category-orientacao-interna-paciente = internal guidance for patients
category-aula = lesson
category-administrativo = administrative
category-institucional = institutional
