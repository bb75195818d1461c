"""The errors of the house: one base, a stable code each; a refusal is a verdict and never one of these."""

from __future__ import annotations


class NoaError(Exception):
    """Something went wrong that a channel must translate.

    `code` is stable and public (it appears in problem documents and logs); `detail` is for operators and never
    holds what a person wrote. Subclasses set `code` and `status`, the HTTP status a web channel answers with.
    """

    code = "internal"
    status = 500

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.__doc__ or self.code)
        self.detail = detail


class SettingsInvalid(NoaError):
    """A setting is unknown, missing or wrong."""

    code = "settings_invalid"


class ContractInvalid(NoaError):
    """A bundle does not compile; the detail names file and line."""

    code = "contract_invalid"


class StoreUnavailable(NoaError):
    """A store cannot be reached; nothing was executed."""

    code = "store_unavailable"
    status = 503


class OutcomeUnknown(StoreUnavailable):
    """The store went away during a commit: the same message_id, sent again, tells what came of it."""


class NotAuthenticated(NoaError):
    """The token is missing, forged, expired or names nobody."""

    code = "not_authenticated"
    status = 401


class NoProfile(NoaError):
    """The account has no profile that this institution knows; nothing is allowed."""

    code = "no_profile"
    status = 403


class MessageConflict(NoaError):
    """A message_id was used again with other words."""

    code = "message_conflict"
    status = 409


class NotFound(NoaError):
    """Nothing is there for this person."""

    code = "not_found"
    status = 404


class TooManyAttempts(NoaError):
    """Too many tries; the detail says after how many seconds to come back."""

    code = "too_many_attempts"
    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(str(retry_after))
        self.retry_after = retry_after


class AccessDenied(NoaError):
    """The policy denies it to this person now."""

    code = "access_denied"
    status = 403


class TextUnavailable(NoaError):
    """The text was quarantined, or there is none."""

    code = "text_unavailable"
    status = 409
