-- name: begin  starts the turn's transaction
begin;

-- name: lock_conversation  one turn at a time in one conversation; a statement of its own, before anything is read
select pg_advisory_xact_lock(hashtextextended(%(conversation)s, 0));

-- name: enter  takes on the person's role for this transaction
select noa.enter(%(person_id)s, %(institution_id)s) as profile;

-- name: tell_refused_entry  somebody without a profile here was turned away
select noa.tell_refused_entry(%(event_id)s, %(person_id)s, %(institution_id)s);

-- name: prior_turn  the answer that this message already had, with its list when that is the newest and still open
select t.text_digest, t.reply, o.id as offer_id, o.operation, o.contract, o.candidates
from noa.turns t
left join noa.offers o on o.turn_id = t.id and o.state = 'offered'
    and not exists (select from noa.offers later where later.person_id = o.person_id
        and later.institution_id = o.institution_id and later.conversation_id = o.conversation_id
        and later.created_at > o.created_at)
where t.institution_id = %(institution_id)s and t.person_id = %(person_id)s
    and t.conversation_id = %(conversation_id)s and t.message_id = %(message_id)s;

-- name: judge  what is known of a resource's text for this person
select * from noa.judge(%(resource_id)s, %(ruleset)s);

-- name: keep_judgement  caches sound text under its hash, quarantines unsound
select noa.keep_judgement(%(resource_id)s, %(content_hash)s, %(ruleset)s, %(verdict)s, %(reason)s, %(sanitized)s);

-- name: insert_turn  the turn with the facts of its answer
insert into noa.turns (id, institution_id, person_id, conversation_id, message_id, text_digest, intent, reply)
values (%(id)s, %(institution_id)s, %(person_id)s, %(conversation_id)s, %(message_id)s, %(text_digest)s, %(intent)s,
    %(reply)s);

-- name: insert_offer  the list that this turn shows
insert into noa.offers (id, institution_id, person_id, conversation_id, turn_id, operation, contract, candidates)
values (%(id)s, %(institution_id)s, %(person_id)s, %(conversation_id)s, %(turn_id)s, %(operation)s, %(contract)s,
    %(candidates)s);

-- name: close_offer  ends a list without executing anything
select noa.close_offer(%(offer_id)s, %(ending)s) as closed;

-- name: issue_execution  turns a confirmation into an execution, once, together with its event
select noa.issue_execution(%(id)s, %(offer_id)s, %(conversation_id)s, %(resource_id)s, %(event)s);

-- name: insert_events  the ledger's lines of this turn
insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
select e.id, e.intent, e.action, e.result, e.source, e.metadata, %(institution_id)s, %(person_id)s
from jsonb_to_recordset(%(events)s) as e (id uuid, intent text, action text, result text, source text, metadata jsonb);

-- name: commit  ends the turn's transaction
commit;

