-- name: begin  starts the transaction
begin;

-- name: enter  takes on the person's role for this transaction
select noa.enter(%(person_id)s, %(institution_id)s) as profile;

-- name: read_literal  the text of an execution that lives, judged again
select * from noa.read_literal(%(execution_id)s, %(resource_id)s, %(ruleset)s);

-- name: settle_execution  settles an execution once
select noa.settle_execution(%(execution_id)s, %(outcome)s, %(event)s) as settled;

-- name: find_execution  an execution of this person
select id, operation, contract, resource_id, offer_id, state, conversation_id from noa.executions
where id = %(execution_id)s;

-- name: keep_judgement  caches sound text under its hash, quarantines unsound
select noa.keep_judgement(%(resource_id)s, %(content_hash)s, %(ruleset)s, %(verdict)s, %(reason)s, %(sanitized)s);

-- name: insert_event  one line of the ledger
insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id, person_id)
values (%(id)s, %(intent)s, %(action)s, %(result)s, %(source)s, %(metadata)s, %(institution_id)s, %(person_id)s);

-- name: commit  ends the transaction
commit;
