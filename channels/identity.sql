-- name: find_login  what a login needs
select * from noa.login_by_email(%(email)s, %(institution)s);

-- name: default_institution  the institution of tokens that name none
select noa.default_institution_id() as id;

-- name: begin  starts the transaction
begin;

-- name: enter  takes on the person's role for this transaction
select noa.enter(%(person_id)s, %(institution_id)s) as profile;

-- name: myself  who entered: name, profile, landing and locale
select * from noa.myself();

-- name: commit  ends the transaction
commit;
