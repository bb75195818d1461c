# What Nôa says in every domain. A bundle's own replies come before these.

line = { $position }. { $title }{ $details }
detail-version = version { $version }
list-question = Answer with a number from 1 to { $count }, or say “cancel”.
list-question-one = Answer “1” or “yes” to open it, or say “cancel”.

not-ours = I did not take that as something I can do. I can find and open documents, go to an area of the system or start a booking. What do you need?
not-for-profile = That is not available to your profile.
cooldown = You asked for this several times in a row. Try again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
cooldown-choice = You opened several items in a short time. The list still stands: choose again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
another-list = That answer was for another list, which is no longer the newest. Nothing was opened. Choose from the current list or ask again.
nothing-pending = No list is waiting for a choice in this conversation, so nothing was opened. What are you looking for?
already-answered = That list was already answered. Nothing more was opened. If you want something else, ask again.
expired = The time to choose from that list is over: it expired and nothing was opened. Ask again and I will show the options.
ask-again = I could not tell which one you chose, so nothing was opened. { $count ->
    [one] Answer “1” to open it, or “cancel”.
   *[other] Answer with a number from 1 to { $count }, or say “cancel”.
}
cancelled = All right, cancelled. Nothing was opened.
access-denied = That item is not available to you now: it may have been withdrawn, be under review or not be for your profile. Nothing was opened, and the refusal was recorded.
done = Done.

help = Ask in your own words, for example: “open the dosing protocol”, “anything about high blood pressure?”, “I want to book an appointment”. I show a short list, you choose, and only then something opens.

problem-title-internal = Something went wrong
problem-detail-internal = It could not be completed. Nothing was executed.
problem-title-store_unavailable = Service temporarily unavailable
problem-detail-store_unavailable = One of our databases did not answer. Nothing was executed; try again in a moment.
problem-title-not_authenticated = Sign in again
problem-detail-not_authenticated = Your session is not valid or has ended.
problem-title-login_failed = Could not sign in
problem-detail-login_failed = E-mail or password do not match.
problem-title-no_profile = No profile at this institution
problem-detail-no_profile = Your account has no active profile here. Nothing was executed; talk to the administration.
problem-title-message_conflict = Message repeated with other words
problem-detail-message_conflict = This message identifier was already used with other words.
problem-title-not_found = Not found
problem-detail-not_found = There is nothing here for you.
problem-title-too_many_attempts = Too many attempts
problem-detail-too_many_attempts = Wait a little before you try again.
problem-title-invalid_request = Invalid request
problem-detail-invalid_request = The request does not have the expected shape.
problem-title-access_denied = Not available to you
problem-detail-access_denied = This item is not available to you now. Nothing was opened, and the refusal was recorded.
problem-title-ledger_damaged = The record needs attention
problem-detail-ledger_damaged = Something stored contradicts what was signed. No more is signed until a person has looked.
problem-title-not_in_ledger = Not in the record yet
problem-detail-not_in_ledger = No proof includes this event so far; try again in a moment.
problem-title-text_unavailable = Text unavailable
problem-detail-text_unavailable = Document temporarily unavailable while its integrity is checked.
problem-title-model_unavailable = Language model unavailable
problem-detail-model_unavailable = The model that writes or listens did not answer in time. Nothing was executed; type the message or try again in a moment.
